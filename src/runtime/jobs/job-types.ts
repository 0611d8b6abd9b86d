/** Jobs that a child process performs, and their results. Plain data: it is serialized between processes. */
import type { DataUse, LoadedWeights, Program, Wire, WireId } from '../../compiler/index.js';
import type { Device, ExplainedStep, ModelTensorInfo } from '../engines/index.js';
import type { DataOptions, PhaseTimings } from '../api/index.js';
import type { Artifact, FigureKey, StoredResult } from '../store/index.js';

/** A network, and where its weights are. */
export interface NetworkSource {
  name: string;
  /** The name in the store of the phase's artifact that holds its weights; null for its initial weights. */
  artifact: string | null;
  /** The network's place in that artifact; null for artifacts of older formats, which are read by names. */
  at: number | null;
}

interface EngineJobFields {
  program: Program;
  /** Directory of the store. */
  store: string;
  data: DataOptions;
  engine: string;
  /** The engine's numerics when the run began. */
  numerics?: string;
  threads: number;
}

/** Preflight: what is known before anything is trained. The inputs of keys, and the origins of the data. */
export interface PreflightJob {
  task: 'preflight';
  program: Program;
  data: DataOptions;
  /** An engine's name, or `auto`: the fastest. */
  engine: string;
  datasets: string[];
  /** Fail unless the engine computes on a GPU. */
  requireGpu?: boolean;
}

export interface DatasetFacts {
  name: string;
  hash: string;
  origin: string;
  simulated: boolean;
  /** Examples by split, for the splits that are used. */
  examples: Record<string, number>;
}

/** A data set that reads a source, and the hash of what it has read. */
export interface SourceFacts {
  name: string;
  hash: string;
}

/** An engine as it is on this machine. */
export interface EngineFacts {
  name: string;
  version: string;
  numerics: string;
  device: Device;
}

export interface PreflightResult {
  /** The engine that was named; with `auto`, that which computes what no other is chosen for. */
  engine: EngineFacts;
  /** With `auto`, the engines that a phase's training may be done by, that engine among them; otherwise only it. */
  candidates: string[];
  /** With `auto`: an engine that is often quicker and is not there, and what brings it. */
  addable: string | null;
  /** The phases whose precision `engine` lacks. */
  baseLacks: string[];
  /** The phases whose precision no candidate has, and why they can't be trained. */
  untrainable: Record<string, string>;
  /** Whether the engine is faster with more threads. */
  multithreaded: boolean;
  /** Multiply-adds of each phase, approximately. */
  work: Record<string, number>;
  datasets: DatasetFacts[];
  /** All data sets that read a source, also those that others are made of. */
  sources: SourceFacts[];
}

/** Choose the engine that trains a phase, and its threads: the quickest on its step, by a measurement that is kept. */
export interface ChooseEngineJob extends EngineJobFields {
  task: 'chooseEngine';
  phase: string;
  /** Names of engines; those that can't be used here are passed over. */
  candidates: string[];
  /** Hashes of the data sets that the phase reads, which must not change. */
  hashes: Record<string, string>;
}

export interface ChosenEngine {
  engine: EngineFacts;
  /** What the measurement is kept by: the step, and what its time depends on. */
  stepKey: string;
  /** To train it with; at most those of the job. */
  threads: number;
  /** Milliseconds of a step; those with fewer threads only if that was clearly quicker. */
  times: { engine: string; threads: number; ms: number }[];
  /** Candidates that were passed over, and why. */
  refused: { name: string; reason: string }[];
}

/** Train a phase, unless its artifact exists by the time the lock is acquired. */
export interface TrainPhaseJob extends EngineJobFields {
  task: 'phase';
  phase: string;
  key: string;
  inputs: Artifact['inputs'];
  figures: FigureKey[];
  /** Hashes of the data sets that it reads, which must not change. */
  hashes: Record<string, string>;
  /** Names in the store of the artifacts of its prerequisite phases, by phase name. */
  artifacts: Record<string, string>;
  /** Whether only results of this engine count. */
  onlyOwn: boolean;
  simulated: boolean;
  /** Train again although the artifact exists. */
  force: boolean;
}

export interface TrainPhaseResult {
  status: 'trained' | 'resumed' | 'cached';
  result: StoredResult;
}

/** What a training has cost, also one that was stopped or has failed. */
export interface JobExpense {
  /** Of the job itself. */
  timings: PhaseTimings;
  /** Bytes that its process held in memory at most. */
  peakBytes: number;
}

/** Train a little of a phase, in a store that is removed afterwards, and forecast the whole training from it. */
export interface ForecastJob extends EngineJobFields {
  task: 'forecast';
  phase: string;
  /** Epochs that are still to be trained. */
  epochs: number;
  /** Hashes of the data sets that the phase reads, which must not change. */
  hashes: Record<string, string>;
}

export interface TrainingForecast {
  /** Null for phases that solve. */
  secondsPerStep: number | null;
  /** Of the epochs that are still to be trained. */
  seconds: PhaseTimings;
  /** What the forecast itself took. */
  measuredSeconds: number;
  /** Bytes that the process will hold in memory at most. */
  peakBytes: number;
}

/** Compute figures of a phase's validation from the weights that it has left. */
export interface LaterFiguresJob extends EngineJobFields {
  task: 'figures';
  phase: string;
  /** The phase's networks as it left them. */
  networks: NetworkSource[];
  hashes: Record<string, string>;
  figures: { name: string; key: string; inputs: Artifact['inputs'] }[];
  simulated: boolean;
}

export interface EvaluationJob extends EngineJobFields {
  task: 'measure';
  /** Hashes of the data sets that they read, which must not change. */
  hashes: Record<string, string>;
  /** Evaluations of the program to compute. */
  evaluations: {
    name: string;
    key: string;
    inputs: Artifact['inputs'];
    networks: NetworkSource[];
    simulated: boolean;
  }[];
}

/** The wanted wires for the first `count` examples of a split (null: all), or for those that are listed. */
export interface WireValuesJob extends EngineJobFields {
  task: 'wires';
  name: string;
  key: string;
  inputs: Artifact['inputs'];
  hashes: Record<string, string>;
  use: DataUse;
  wires: Wire[];
  wanted: WireId[];
  count: number | null;
  examples?: number[];
  networks: NetworkSource[];
  simulated: boolean;
}

/** Fields of examples as training sees them, without networks. */
export interface ExamplesJob extends Omit<EngineJobFields, 'store'> {
  task: 'examples';
  use: DataUse;
  wires: Wire[];
  wanted: WireId[];
  count: number;
  /** The stream of a phase: in the order of its first epoch. */
  order: { stream: string } | null;
  /** Labels that the data hold, whose classes are counted. */
  labels: string[];
}

export interface ExamplesResult {
  values: WireValues[];
  /** Their numbers in the split. */
  examples: number[];
  /** Examples of the split. */
  all: number;
  /** Examples of the split by class, by label. */
  classes: Record<string, number[]>;
  origin: string;
  simulated: boolean;
}

/** Values of one wire: [examples, ...shape], row-major. */
export interface WireValues {
  shape: number[];
  data: Float32Array;
}

/** Predictions: the outputs of a model in inference mode. */
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

/** File formats of what a model's weights are written in for other libraries. */
export type WeightFormat = 'keras' | 'safetensors';

/** Write the weights of a model, or a network: with the model for Keras, or alone. */
export interface SaveWeightsJob {
  task: 'saveWeights';
  program: Program;
  store: string;
  model: string;
  networks: NetworkSource[];
  format: WeightFormat;
  /** The file. */
  target: string;
}

/** Read weights from files of other programs, and keep them in the store. */
export interface LoadWeightsJob {
  task: 'weights';
  store: string;
  /** Folder that the graph's paths are relative to. */
  base: string;
  loads: {
    network: string;
    weights: { name: string; shape: readonly number[] }[];
    load: LoadedWeights;
    key: string;
  }[];
}

/** File formats of exported models. */
export type ModelFormat = 'onnx' | 'savedmodel';

/** Write a model, or a network, with its weights as one file for another runtime. */
export interface SaveModelJob {
  task: 'saveModel';
  program: Program;
  store: string;
  model: string;
  networks: NetworkSource[];
  format: ModelFormat;
  /** Batch size; null for any, where the model allows it, otherwise 1. */
  batchSize: number | null;
  /** Whether random draws are replaced by their means; otherwise each is an input. */
  deterministic: boolean;
  /** The file. */
  target: string;
}

export interface SavedModelFile {
  inputs: ModelTensorInfo[];
  outputs: ModelTensorInfo[];
  /** Whether the target runtime has run it. */
  validated: boolean;
}

/** How the engine executes training steps: operators, layouts, estimated costs. Nothing is trained. */
export interface ExplainJob {
  task: 'explain';
  program: Program;
  data: DataOptions;
  engine: string;
  /** Data sets to read, to learn which of their fields are constant; none if they can't be read. */
  datasets: string[];
  /** Phases, and the threads of each. */
  phases: { name: string; threads: number }[];
}

export interface ExplainedPhase extends ExplainedStep {
  phase: string;
  batchSize: number;
}

/** Take training steps of phases on noise, and time each operation of them. */
export interface ProfileStepJob {
  task: 'profileStep';
  program: Program;
  data: DataOptions;
  engine: string;
  datasets: string[];
  phases: { name: string; threads: number }[];
  /** Say each operation on standard error before it is done: the last one is that in which a library crashed. */
  trace?: boolean;
}

/** An operation of a step as the engine has it. */
export interface ProfiledOperation {
  /** tfjs's kernel, or what was put in, as `Reorder`. */
  operation: string;
  /** The scope of its call: `encoder/conv2d_1`, `gradient/encoder/conv2d_1`, `loss/loss`, `update/read`; empty if it has none. */
  layer: string;
  /** What computes it: oneDNN's implementation of a primitive, `wasm`, `javascript` or `tfjs`. */
  implementation: string;
  /** How its result lies in memory: `row-major`, or oneDNN's format tag; null if it is no value of the step. */
  layout: string | null;
  milliseconds: number;
  /** Billions of floating-point operations in a second, where their number is known. */
  gflopsPerSecond: number | null;
}

export interface ProfiledPhase {
  phase: string;
  batchSize: number;
  threads: number;
  /** The engine's library and version. */
  version: string;
  /** In order of execution, each with the least of its times. */
  operations: ProfiledOperation[];
}

/** Whether an engine works on this machine: loads its library and runs a small step. */
export interface ProbeJob {
  task: 'probe';
  engine: string;
  /** For `onednn`, `tensorflow` and `webgpu`: the copy of the library. */
  path?: string;
}

/** The result of a probe; a job that fails or crashes means a broken library. */
export interface ProbeResult {
  version: string;
  device: Device;
  /** How it computes, for users: `AVX-512, blocked kernels`. */
  with: string;
}

export type Job =
  | PreflightJob
  | ChooseEngineJob
  | TrainPhaseJob
  | ForecastJob
  | LaterFiguresJob
  | EvaluationJob
  | WireValuesJob
  | PredictJob
  | ExamplesJob
  | ExportLayersModelsJob
  | ExplainJob
  | ProfileStepJob
  | ProbeJob
  | LoadWeightsJob
  | SaveWeightsJob
  | SaveModelJob;

export interface JobResults {
  preflight: PreflightResult;
  chooseEngine: ChosenEngine;
  phase: TrainPhaseResult;
  forecast: TrainingForecast;
  /** Values by name. */
  figures: Record<string, number>;
  /** Values by evaluation name. */
  measure: Record<string, number>;
  wires: WireValues[];
  predict: { name: string; values: WireValues }[];
  examples: ExamplesResult;
  /** What was written, with the hash of each file by its path in the directory; what was refused, and why. */
  export: {
    written: string[];
    files: Record<string, string>;
    refused: { name: string; reason: string }[];
  };
  /** Null if the engine has nothing to explain. */
  explain: ExplainedPhase[] | null;
  /** Null if the engine does not tell its operations apart. */
  profileStep: ProfiledPhase[] | null;
  probe: ProbeResult;
  /** Why the model can't be written; null if it was. */
  saveWeights: string | null;
  /** Names in the store of what was loaded, in the job's order. */
  weights: string[];
  saveModel: SavedModelFile;
}
