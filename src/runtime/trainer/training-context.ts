import type { Phase, Program } from '../../compiler/index.js';
import type { OpenedDataset } from '../data/index.js';
import type { Engine } from '../engines/index.js';
import type { RunEvent, EpochRecord, EarlyStop } from '../api/index.js';
import type { OtherEngineResult } from '../jobs/index.js';
import type { TrainingProgress, Store } from '../store/index.js';
import type { StateDict } from './load-weights.js';

/** The inputs of the training of a phase. */
export interface TrainingContext {
  program: Program;
  phase: Phase;
  key: string;
  /** The hash of the training inputs, independent of the engine. */
  inputs: string;
  /** The result that it must resume: what is stored under `key`, or else another engine's checkpoint. */
  other?: Pick<OtherEngineResult, 'key' | 'sha256'>;
  /** The finished result that it replaces: only checkpoints of the same replacement are resumed. */
  replaces?: string;
  /** Keys of its prerequisite phases. */
  keys: Readonly<Record<string, string>>;
  store: Store;
  engine: Engine;
  /** Threads for a new training; a checkpoint keeps its own number. */
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
  /** All weights of the networks that it trained or filled at its start. */
  tensors: StateDict;
  history: EpochRecord[];
  /** The epoch whose weights these are. */
  kept: number;
  stopped: EarlyStop | null;
  seconds: number;
}
