import { join } from 'node:path';
import type { RunEvent } from '../../runtime/index.js';
import { EventFile, type SummaryValue } from './event-file.js';
import { scalar } from './summaries.js';

/** Where the figures of a phase are: TensorBoard shows each folder as a run of its own. */
export const folderOfPhase = (runFolder: string, phase: string): string => join(runFolder, phase);

export const scalarsOfEpoch = (metrics: Readonly<Record<string, number>>): SummaryValue[] =>
  Object.entries(metrics).map(([name, value]) => scalar(name, value));

export interface LiveScalars {
  show(event: RunEvent): void;
  /** The phases whose epochs are all written, once everything is. Throws the error of the file system. */
  written(): Promise<ReadonlySet<string>>;
}

/** Phases of one of several seeds have it in their names: `link@3`. */
const isOfSeed = (phase: string): boolean => phase.includes('@');

/**
 * Writes the figures of each epoch while a run trains. Phases that go on from earlier epochs are left out, since TensorBoard
 * wants epochs in their order, and those of several seeds, which have folders of their own.
 */
export function liveScalars(directory: string): LiveScalars {
  let folder: string | undefined;
  const files = new Map<string, EventFile>();
  const done = new Set<string>();
  let writing = Promise.resolve();
  const handle = (event: RunEvent, now: number): void => {
    if (event.event === 'start') folder = join(directory, event.run);
    else if (
      event.event === 'begin' &&
      event.fromEpoch === 0 &&
      folder !== undefined &&
      !isOfSeed(event.phase)
    ) {
      files.set(event.phase, new EventFile(folderOfPhase(folder, event.phase), now));
    } else if (event.event === 'epoch') {
      const file = files.get(event.phase);
      if (!file) return;
      const value = scalarsOfEpoch(event.metrics);
      writing = writing.then(() =>
        file.append([{ wall_time: now / 1000, step: event.epoch, summary: { value } }]),
      );
      // Whoever waits for `written` is told.
      writing.catch(() => {});
    } else if (event.event === 'phase' && event.status === 'trained' && files.has(event.name)) {
      done.add(event.name);
    }
  };
  return {
    show: (event) => handle(event, Date.now()),
    async written() {
      await writing;
      return done;
    },
  };
}
