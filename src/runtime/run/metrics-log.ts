/** `metrics.jsonl`: the metrics of every epoch, one line each, appended as training proceeds. */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { RunEvent, EpochRecord } from '../api/index.js';
import { sha256, writeFileAtomically } from '../store/index.js';

export interface MetricsLog {
  record(event: RunEvent): void;
  /** Sets the complete history of a phase from its artifact: it may have begun in another run. */
  setHistory(phase: string, history: EpochRecord[]): void;
  history(phase: string): EpochRecord[];
  /** Waits for pending writes and rewrites the file completely, in the plan's order. Returns its hash by its name. */
  flush(phases: readonly string[]): Promise<Record<string, string>>;
}

const METRICS_FILE = 'metrics.jsonl';

const metricsLine = (phase: string, record: EpochRecord) => `${JSON.stringify({ phase, ...record })}\n`;

export function createMetricsLog(directory: string): MetricsLog {
  const path = join(directory, METRICS_FILE);
  const histories = new Map<string, EpochRecord[]>();
  let writing: Promise<unknown> = Promise.resolve();
  return {
    record(event) {
      if (event.event !== 'epoch') return;
      const { phase, epoch, seconds, metrics } = event;
      const record = { epoch, seconds, metrics };
      histories.set(phase, [...(histories.get(phase) ?? []), record]);
      // The file is rewritten at the end, so a failed append loses nothing.
      writing = writing.then(() => appendFile(path, metricsLine(phase, record))).catch(() => undefined);
    },
    setHistory(phase, history) {
      histories.set(phase, history);
    },
    history: (phase) => histories.get(phase) ?? [],
    async flush(phases) {
      await writing;
      const lines = phases.flatMap((phase) =>
        (histories.get(phase) ?? []).map((record) => metricsLine(phase, record)),
      );
      const text = lines.join('');
      await writeFileAtomically(path, text);
      return { [METRICS_FILE]: sha256([text]) };
    },
  };
}
