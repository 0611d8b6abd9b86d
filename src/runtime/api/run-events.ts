import type { EarlyStop } from './epoch-records.js';

/** What happens in a run, one plain object each; `lagraph run --json` prints them one a line. */
export type RunEvent =
  | {
      event: 'start';
      run: string;
      graph: string;
      engine: string;
      phases: string[];
      jobs: number;
      simulated: boolean;
    }
  /** Something a person should know; without a level a warning: a source that another stands in for, a fallback. */
  | { event: 'notice'; message: string; level?: 'info'; phase?: string }
  | { event: 'data'; dataset: string; origin: string; hash: string; simulated: boolean }
  | { event: 'begin'; phase: string; epochs: number; steps: number; fromEpoch: number; threads: number }
  /** A few times a second while a phase trains. */
  | {
      event: 'progress';
      phase: string;
      epoch: number;
      step: number;
      steps: number;
      loss: number;
      secondsLeft: number | null;
    }
  | {
      event: 'epoch';
      phase: string;
      epoch: number;
      epochs: number;
      seconds: number;
      metrics: Record<string, number>;
    }
  | {
      event: 'phase';
      name: string;
      status: 'trained' | 'resumed' | 'cached';
      seconds: number;
      /** Epochs that were trained, whenever that was. */
      epochs: number;
      /** The epoch whose weights were kept, and whose metrics these are. */
      kept: number;
      /** That `stop_early` ended it: after which epoch, and the best one by the figure that it watched. */
      stopped: EarlyStop | null;
      metrics: Record<string, number>;
    }
  | { event: 'evaluate'; name: string; value: number; expect: string | null; ok: boolean; simulated: boolean }
  /** `diagnostics`: what is wrong with the graph, as `check --format json` prints it. */
  | { event: 'failed'; phase: string | null; message: string; diagnostics?: unknown }
  | { event: 'done'; run: string; seconds: number; directory: string; ok: boolean };

/** Hears what a person should know. What is no warning is said with the level `info`: a download, a lock waited for. */
export type Notice = (message: string, level?: 'info') => void;

/** Tells it as events. */
export const noticeEmitter =
  (emit: (event: RunEvent) => void, phase?: string): Notice =>
  (message, level) =>
    emit({
      event: 'notice',
      message,
      ...(level ? { level } : {}),
      ...(phase === undefined ? {} : { phase }),
    });
