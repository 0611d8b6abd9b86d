import type { EarlyStop } from './epoch-records.js';
import type { RunTimings } from './timings.js';

/** The events of a run, plain objects; `lagraph run --json` prints them, one per line. */
export type RunEvent =
  | {
      event: 'start';
      run: string;
      graph: string;
      /** `auto` where each phase has an engine of its own. */
      engine: string;
      phases: string[];
      jobs: number;
      simulated: boolean;
      /** Why phases are trained, by phase: what has changed since an earlier run; absent if there is none. */
      reasons?: { since: string; phases: Record<string, string> };
    }
  /**
   * Something a user should know; without a level it is a warning (a substituted source, a fallback). `diagnostics`: the
   * same with code and place, as `check --format json` prints it.
   */
  | { event: 'notice'; message: string; level?: 'info'; phase?: string; diagnostics?: unknown }
  | { event: 'data'; dataset: string; origin: string; hash: string; simulated: boolean }
  | { event: 'begin'; phase: string; epochs: number; steps: number; fromEpoch: number; threads: number }
  /** A few times a second while a phase trains. */
  | {
      event: 'progress';
      phase: string;
      epoch: number;
      step: number;
      steps: number;
      /** Null where it is known at the end only. */
      loss: number | null;
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
      /** Epochs that were trained, in this run or earlier ones. */
      epochs: number;
      /** The epoch whose weights were kept, and whose metrics these are. */
      kept: number;
      /** Set if `stop_early` ended it: after which epoch, and the best epoch by the monitored metric. */
      stopped: EarlyStop | null;
      metrics: Record<string, number>;
      /** Figures that were not recorded when it was trained; absent if there are none. */
      notRecorded?: string[];
    }
  | {
      event: 'evaluate';
      name: string;
      /** Over several seeds, their mean. */
      value: number;
      /** The standard deviation over the seeds, and the value with each; absent with one seed. */
      spread?: number;
      bySeed?: { seed: number; value: number }[];
      expect: string | null;
      ok: boolean;
      simulated: boolean;
    }
  /** `diagnostics`: what is wrong with the graph, as `check --format json` prints it. */
  | { event: 'failed'; phase: string | null; message: string; diagnostics?: unknown }
  /** Once, before `done`: where the time went. */
  | ({ event: 'timings' } & RunTimings)
  | { event: 'done'; run: string; seconds: number; directory: string; ok: boolean };

/**
 * Receives messages for users. Messages that are not warnings have the level `info` (a download, a wait for a lock).
 */
export type NoticeHandler = (message: string, level?: 'info') => void;

/** Emits the messages as events. */
export const noticeEmitter =
  (emit: (event: RunEvent) => void, phase?: string): NoticeHandler =>
  (message, level) =>
    emit({
      event: 'notice',
      message,
      ...(level ? { level } : {}),
      ...(phase === undefined ? {} : { phase }),
    });
