import type { Phase, Program } from '../../compiler/index.js';
import type { OpenedDataset } from '../data/index.js';
import type { Engine } from '../engines/index.js';
import type { RunEvent, EpochRecord, EarlyStop } from '../api/index.js';
import type { EngineChoice, FigureKey, Store, TrainingProgress } from '../store/index.js';
import type { StateDict } from './load-weights.js';
import type { PhaseClock } from './phase-clock.js';

/** The inputs of the training of a phase. */
export interface TrainingContext {
  program: Program;
  phase: Phase;
  /** What its checkpoints are named by: the part of its key that is the same for any number of epochs. */
  course: string;
  /** Whose checkpoints are resumed. */
  choice: EngineChoice;
  /** The finished result that it replaces: only checkpoints of the same replacement are resumed. */
  replaces?: string;
  /** The phase's figures, by which those in a checkpoint are known. */
  figures: readonly FigureKey[];
  /** Names in the store of the artifacts of its prerequisite phases. */
  artifacts: Readonly<Record<string, string>>;
  store: Store;
  engine: Engine;
  /** Threads for a new training; a checkpoint keeps its own number. */
  threads: number;
  datasets: ReadonlyMap<string, OpenedDataset>;
  /** Measures what its time is spent on. */
  clock: PhaseClock;
  emit(event: RunEvent): void;
  /** Checked after each step. */
  stop: AbortSignal;
}

export interface TrainingResult {
  resumed: boolean;
  threads: number;
  /** The name in the store of its checkpoints. */
  checkpoints: string;
  engines: TrainingProgress['engines'];
  /** All weights of the networks that it trained or filled at its start. */
  tensors: StateDict;
  history: EpochRecord[];
  /** Those that the history has. */
  figures: FigureKey[];
  /** The epoch whose weights these are. */
  kept: number;
  stopped: EarlyStop | null;
  seconds: number;
}
