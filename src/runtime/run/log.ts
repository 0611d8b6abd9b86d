/** `metrics.jsonl`: every epoch's figures, one line each, written as they come. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { RunEvent } from '../events.js';
import { sha256, writeWhole, type EpochRecord } from '../store/index.js';

export interface RunLog {
  note(event: RunEvent): void;
  /** The whole history of a phase, from its artifact: it may have begun in another run. */
  complete(phase: string, history: EpochRecord[]): void;
  history(phase: string): EpochRecord[];
  /** Wait for the disk, and leave the file in the plan's order with nothing missing. Answers its hash, by its name. */
  settle(phases: readonly string[]): Promise<Record<string, string>>;
}

const FILE = 'metrics.jsonl';

const line = (phase: string, record: EpochRecord) => `${JSON.stringify({ phase, ...record })}\n`;

export function makeLog(directory: string): RunLog {
  const path = join(directory, FILE);
  const histories = new Map<string, EpochRecord[]>();
  let writing: Promise<unknown> = Promise.resolve();
  return {
    note(event) {
      if (event.event !== 'epoch') return;
      const { phase, epoch, seconds, metrics } = event;
      const record = { epoch, seconds, metrics };
      histories.set(phase, [...(histories.get(phase) ?? []), record]);
      // The file is written whole at the end: a line that is lost on the way is not lost.
      writing = writing.then(() => appendFile(path, line(phase, record))).catch(() => undefined);
    },
    complete(phase, history) {
      histories.set(phase, history);
    },
    history: (phase) => histories.get(phase) ?? [],
    async settle(phases) {
      await writing;
      const lines = phases.flatMap((phase) =>
        (histories.get(phase) ?? []).map((record) => line(phase, record)),
      );
      const text = lines.join('');
      await writeWhole(path, text);
      return { [FILE]: sha256([text]) };
    },
  };
}
