import type { Phase, Program } from '../../compiler/index.js';
import type { OpenedDataset } from '../data/index.js';
import type { Engine } from '../engines/index.js';
import type { RunEvent, EpochRecord, EarlyStop } from '../api/index.js';
import type { OtherEngineResult } from '../jobs/index.js';
import type { TrainingProgress, Store } from '../store/index.js';
import type { StateDict } from './load-weights.js';

/** All that the training of a phase needs. */
export interface TrainingContext {
  program: Program;
  phase: Phase;
  key: string;
  /** The hash of what it is trained from, whatever the engine. */
  inputs: string;
  /** The work that it must go on from: what lies under `key`, or else another engine's checkpoint. */
  other?: Pick<OtherEngineResult, 'key' | 'sha256'>;
  /** The finished result that it is to replace: only a checkpoint of such a training is gone on from. */
  replaces?: string;
  /** Keys of the phases that it takes weights from. */
  keys: Readonly<Record<string, string>>;
  store: Store;
  engine: Engine;
  /** Threads to begin with; a checkpoint's own number counts for more. */
  threads: number;
  datasets: ReadonlyMap<string, OpenedDataset>;
  emit(event: RunEvent): void;
  /** Checked after each step. */
  stop: AbortSignal;
}

export interface TrainingResult {
  resumed: boolean;
  threads: number;
  engines: TrainingProgress['engines'];
  /** All weights of the networks that it moved or filled. */
  tensors: StateDict;
  history: EpochRecord[];
  /** The epoch whose weights these are. */
  kept: number;
  stopped: EarlyStop | null;
  seconds: number;
}
