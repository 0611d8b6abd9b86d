/** What a child process can be asked to do, and what it answers. Plain data: it crosses a process border. */
import type { DataUse, Program, Wire, WireId } from '../../compiler/index.js';
import type { Device, ExplainedStep, ModelTensorInfo } from '../engines/index.js';
import type { DataOptions } from '../api/index.js';
import type { Artifact } from '../store/index.js';

/** A network, and the key of the phase artifact that its weights come from; null for its initial weights. */
export interface NetworkSource {
  name: string;
  key: string | null;
}

interface EngineJobFields {
  program: Program;
  /** Directory of the store. */
  store: string;
  data: DataOptions;
  engine: string;
  /** What the engine's numerics must be, if that matters: results are kept under keys made of them. */
  numerics?: string;
  threads: number;
}

/** What can be known before anything runs: all that keys are made of, and what a person should hear of the data. */
export interface PreflightJob {
  task: 'survey';
  program: Program;
  data: DataOptions;
  /** An engine's name, or `auto`: the quickest. */
  engine: string;
  datasets: string[];
  /** Fail where the engine computes on no GPU. */
  requireGpu?: boolean;
  /** What another engine has finished is not trained: this one need not have its precision. */
  mixEngines?: boolean;
}

export interface DatasetFacts {
  name: string;
  hash: string;
  origin: string;
  simulated: boolean;
  /** Examples by split, for those splits that are used. */
  examples: Record<string, number>;
}

export interface PreflightResult {
  engine: { name: string; version: string; numerics: string; device: Device };
  /** Whether the engine is any faster with more threads. */
  multithreaded: boolean;
  /** What each phase has to do, in multiply-adds, about. */
  work: Record<string, number>;
  datasets: DatasetFacts[];
}

/** What another engine has made of a phase. */
export interface OtherEngineResult {
  /** Key of its artifact or checkpoint in the store. */
  key: string;
  /** Name of the engine. */
  engine: string;
  /** Epochs that are finished; null if the phase is finished. */
  epoch: number | null;
  /** Hash of the checkpoint to resume from, if another engine resumes it (under a key of its own). */
  sha256?: string;
}

/** Train a phase, unless its artifact is there by the time the lock is. */
export interface TrainPhaseJob extends EngineJobFields {
  task: 'phase';
  phase: string;
  key: string;
  inputs: Artifact['inputs'];
  /** Keys of the phases that its networks come from, by phase name. */
  keys: Record<string, string>;
  simulated: boolean;
  /** Another engine's work that stands for the phase, or that it goes on from. */
  other?: OtherEngineResult;
  /** Train again though the artifact is there. */
  force: boolean;
}

export interface TrainPhaseResult {
  status: 'trained' | 'resumed' | 'cached';
  artifact: Artifact;
}

export interface EvaluationJob extends EngineJobFields {
  task: 'measure';
  /** Evaluations of the program that are to be computed. */
  evaluations: {
    name: string;
    key: string;
    inputs: Artifact['inputs'];
    networks: NetworkSource[];
    simulated: boolean;
  }[];
}

/** The wanted wires for the first `count` examples of a split. */
export interface WireValuesJob extends EngineJobFields {
  task: 'wires';
  name: string;
  key: string;
  inputs: Artifact['inputs'];
  use: DataUse;
  wires: Wire[];
  wanted: WireId[];
  count: number;
  networks: NetworkSource[];
  simulated: boolean;
}

/** Numbers of one wire: [examples, ...shape], row-major. */
export interface WireValues {
  shape: number[];
  data: Float32Array;
}

/** Put examples through a model in inference mode. */
export interface PredictJob extends EngineJobFields {
  task: 'predict';
  model: string;
  /** By the model's input names: [examples, ...shape]. */
  inputs: Record<string, WireValues>;
  networks: NetworkSource[];
}

/** Write networks and models as tfjs layers models (model.json, weights.bin). */
export interface ExportLayersModelsJob {
  task: 'export';
  program: Program;
  store: string;
  directory: string;
  networks: NetworkSource[];
  /** Only this model or network, into the directory itself. */
  only?: string;
}

/** The forms in which a model can be written for others. */
export type ModelFormat = 'onnx' | 'savedmodel';

/** Write a model, or a network, with its weights as one file that another runtime reads. */
export interface SaveModelJob {
  task: 'saveModel';
  program: Program;
  store: string;
  model: string;
  networks: NetworkSource[];
  format: ModelFormat;
  /** Examples at a time; null for any number, where the model allows it, otherwise 1. */
  batchSize: number | null;
  /** Whether draws are replaced by their means; otherwise each is an input. */
  deterministic: boolean;
  /** The file. */
  target: string;
}

export interface SavedModelFile {
  inputs: ModelTensorInfo[];
  outputs: ModelTensorInfo[];
  /** Whether the library that it is for has run it. */
  validated: boolean;
}

/** What the engine makes of training steps: operators, layouts, estimated costs. Nothing is trained. */
export interface ExplainJob {
  task: 'explain';
  program: Program;
  data: DataOptions;
  engine: string;
  /** Data sets to ask which of their fields stay the same; none where they can't be read. */
  datasets: string[];
  /** Phases, and the threads that each is computed with. */
  phases: { name: string; threads: number }[];
}

export interface ExplainedPhase extends ExplainedStep {
  phase: string;
  batchSize: number;
}

/** Whether an engine works here: loads its library and computes something with it. */
export interface ProbeJob {
  task: 'probe';
  engine: string;
  /** For `tensorflow`: the copy of the library. */
  path?: string;
}

/** What a probe found; a job that fails, or dies, found a broken library. */
export interface ProbeResult {
  version: string;
  device: Device;
  /** What it computes with, for people: `AVX-512, blocked kernels`. */
  with: string;
}

export type Job =
  | PreflightJob
  | TrainPhaseJob
  | EvaluationJob
  | WireValuesJob
  | PredictJob
  | ExportLayersModelsJob
  | ExplainJob
  | ProbeJob
  | SaveModelJob;

export interface JobResults {
  survey: PreflightResult;
  phase: TrainPhaseResult;
  /** Measures by evaluation name. */
  measure: Record<string, number>;
  wires: WireValues[];
  predict: { name: string; values: WireValues }[];
  /** What was written, with the hash of each file by its path in the directory; what could not be, and why. */
  export: {
    written: string[];
    files: Record<string, string>;
    refused: { name: string; reason: string }[];
  };
  /** Null if the engine has nothing to explain. */
  explain: ExplainedPhase[] | null;
  probe: ProbeResult;
  saveModel: SavedModelFile;
}
