/**
 * `progress.json` in a run's folder: what trains at this moment, for those who watch the run from another process. It is
 * there as long as the run goes on, pictures and page included.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningPhase } from '../page/index.js';
import type { RunEvent } from '../runtime/index.js';

const PROGRESS_FILE = 'progress.json';
const INTERVAL_MS = 1000;

export interface ProgressFile {
  /** Nothing is written before: the run's folder is not there. */
  begin(directory: string): void;
  record(event: RunEvent): void;
  running(): RunningPhase[];
  /** Removes the file: the run has ended. */
  close(): Promise<void>;
}

export function createProgressFile(): ProgressFile {
  const running = new Map<string, RunningPhase>();
  let directory: string | null = null;
  let writing: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;

  const write = (): void => {
    timer = null;
    if (directory === null) return;
    const path = join(directory, PROGRESS_FILE);
    const text = `${JSON.stringify([...running.values()])}\n`;
    // Not synced, since nobody needs it after a power cut; and that it can't be written does not harm the run.
    writing = writing
      .then(() => writeFile(`${path}.${process.pid}`, text))
      .then(() => rename(`${path}.${process.pid}`, path))
      .catch(() => undefined);
  };
  const changed = (): void => {
    if (timer !== null) return;
    timer = setTimeout(write, INTERVAL_MS);
    timer.unref();
  };

  return {
    begin(of) {
      directory = of;
      write();
    },
    record(event) {
      if (applyToRunning(running, event)) changed();
    },
    running: () => [...running.values()],
    async close() {
      if (timer !== null) clearTimeout(timer);
      await writing;
      if (directory === null) return;
      await rm(join(directory, PROGRESS_FILE), { force: true }).catch(() => undefined);
    },
  };
}

/** Returns whether anything is different. */
function applyToRunning(running: Map<string, RunningPhase>, event: RunEvent): boolean {
  switch (event.event) {
    case 'begin': {
      const { phase, epochs, steps, fromEpoch } = event;
      running.set(phase, {
        phase,
        epoch: fromEpoch + 1,
        epochs,
        step: 0,
        steps,
        loss: null,
        secondsLeft: null,
      });
      return true;
    }
    case 'progress': {
      const { phase, epoch, step, steps, loss, secondsLeft } = event;
      const before = running.get(phase);
      if (!before) return false;
      running.set(phase, { ...before, epoch, step, steps, loss: finiteOrNull(loss), secondsLeft });
      return true;
    }
    case 'phase':
      return running.delete(event.name);
    case 'failed':
      return event.phase !== null && running.delete(event.phase);
    default:
      return false;
  }
}

const finiteOrNull = (value: number | null): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** What trains in a run; null if the file is not there: the run has ended, or has not come so far. */
export async function readProgress(directory: string): Promise<RunningPhase[] | null> {
  try {
    const value = JSON.parse(await readFile(join(directory, PROGRESS_FILE), 'utf8')) as unknown;
    return Array.isArray(value) ? value.filter(isRunningPhase) : [];
  } catch {
    return null;
  }
}

function isRunningPhase(value: unknown): value is RunningPhase {
  if (typeof value !== 'object' || value === null) return false;
  const { phase, epoch, epochs, step, steps, loss, secondsLeft } = value as Record<string, unknown>;
  const isNumber = (one: unknown): boolean => typeof one === 'number';
  return (
    typeof phase === 'string' &&
    [epoch, epochs, step, steps].every(isNumber) &&
    [loss, secondsLeft].every((one) => one === null || isNumber(one))
  );
}
