/**
 * A Document is the parsed graph in normal form: parameters substituted, profiles and overrides applied, `for` and
 * `repeat` unrolled, short forms expanded, expressions parsed. Every node has a source range. Names are not resolved
 * and shapes are as written.
 */
import type { SourceRange, Sources } from '../diagnostics/index.js';
import type { Expression } from './expression/index.js';
import type { DocumentWords, WordModuleText } from './words-of-file.js';
import type { ValueReportKind } from './report-keys.js';

/** Where a value came from, for `plan`, `diff` and resolved.yaml. */
export type ValueOrigin = 'written' | 'default' | 'parameter' | 'profile' | 'override' | 'import';

export interface Located<T> {
  value: T;
  range: SourceRange;
  origin: ValueOrigin;
  /** Number of characters at the beginning of a text that are not written there: the namespace of a part. */
  prefix?: number;
}

/** A plain value as written (parameters substituted), with the range of every part. */
export type PlainValue =
  | (Located<number | string | boolean | null> & { kind: 'scalar'; written?: string })
  | (Located<PlainValue[]> & { kind: 'list' })
  | (Located<PlainEntry[]> & { kind: 'map' });

export interface PlainEntry {
  key: string;
  keyRange: SourceRange;
  value: PlainValue;
}

/**
 * `Conv2D: {filters: 32}`, `Adam: 0.001`, `MaxPooling2D`: a word with named arguments, or with a single one in
 * `main`.
 */
export interface WordUse {
  word: Located<string>;
  /** The word with its arguments. */
  range: SourceRange;
  args: PlainEntry[];
  /** The single argument if it is written without its name. */
  main?: PlainValue;
  /** Arguments that could not be read (reported); `''` is the one without a name. */
  unread?: readonly string[];
  /** The word itself could not be read (reported). */
  broken?: boolean;
  /** Keys allowed beside the arguments (a data source's `augment`), for did-you-mean. */
  siblings?: readonly string[];
}

/** The name that a declaration had before: draws and trained weights stay those of that name. */
interface Renamed {
  was: Located<string> | null;
}

export type NodeEntry = Renamed &
  (
    | { kind: 'layer'; name: Located<string> | null; layer: WordUse; range: SourceRange }
    /** Layers whose input is added to their output. */
    | { kind: 'residual'; name: Located<string> | null; nodes: NodeEntry[]; range: SourceRange }
  );

export type NamedNodeEntry = Renamed & {
  name: Located<string>;
  range: SourceRange;
  /** A layer (applied to `of`, by default the network's inputs), a bare weight, or an expression over node names. */
  value:
    | { kind: 'layer'; layer: WordUse; of: readonly Expression[] | null }
    | BareWeightEntry
    | { kind: 'expression'; expression: Expression };
};

/** One weight, which is no layer's. */
export interface BareWeightEntry {
  kind: 'weights';
  shape: Located<number[]>;
  initializer: WordUse | null;
}

/** `[28, 28, 1]`, or a network's name: the shape of its output; `broken` if it could not be read. */
export type InputShape =
  | { kind: 'shape'; shape: Located<number[]> }
  | { kind: 'network'; network: Located<string> }
  | { kind: 'broken' };

/** Weights of a file of another program. */
export interface LoadEntry {
  file: Located<string>;
  /** The last layer that takes weights from it. */
  until: Located<string> | null;
  /** What of the file is meant: the layers of this model or module in it. */
  under: Located<string> | null;
  /** Layers that have other names in the file. */
  names: { layer: Located<string>; of: Located<string> }[];
}

export interface NetworkEntry extends Renamed {
  name: Located<string>;
  range: SourceRange;
  /** The file that its weights begin with. */
  load: LoadEntry | null;
  body:
    | { kind: 'chain'; inputs: { name: Located<string> | null; shape: InputShape }[]; nodes: NodeEntry[] }
    | {
        kind: 'nodes';
        inputs: { name: Located<string> | null; shape: InputShape }[];
        nodes: NamedNodeEntry[];
        outputs: Located<string>[];
      }
    | { kind: 'like'; network: Located<string> }
    | BareWeightEntry;
}

export interface ModelEntry {
  name: Located<string>;
  range: SourceRange;
  body:
    /** A chain, or any expression over networks whose free inputs are those of the first network. */
    | { kind: 'expression'; expression: Expression }
    | {
        kind: 'wires';
        inputs: { name: Located<string>; shape: InputShape }[];
        wires: { name: Located<string>; expression: Expression }[];
        outputs: Located<string>[];
        /** How often it is applied to its own outputs; null: once, without rounds. */
        times: Located<number> | null;
      };
}

/** `distance(a, b): "sum(square(a - b), axis=-1)"` */
export interface FunctionEntry {
  name: Located<string>;
  parameters: Located<string>[];
  expression: Expression;
  range: SourceRange;
}

export interface AugmentEntry {
  field: Located<string>;
  args: PlainEntry[];
  unread: readonly string[];
  range: SourceRange;
}

export interface DataEntry extends Renamed {
  name: Located<string>;
  range: SourceRange;
  /** Exactly one of source, from, pair. */
  source: WordUse | null;
  /** A fallback source, allowed because the graph names it. */
  otherwise: WordUse | null;
  from: Located<string> | null;
  pair: {
    /** Null if it could not be read or is missing. */
    members: { name: Located<string>; dataset: Located<string> | null }[];
    by: Located<string> | null;
    repeat: Located<string> | null;
    length: Located<string> | null;
  } | null;
  filter: Located<string> | null;
  balance: Located<string> | null;
  /** By split; without a name of all. */
  take: { split: Located<string> | null; count: Located<number> }[];
  augment: AugmentEntry[];
  add: (Renamed & { name: Located<string>; expression: Expression })[];
  draw: Located<'once' | 'each_epoch'> | null;
  split: { name: Located<string>; share: Located<number> }[];
  /** The field whose values a split keeps together. */
  group: Located<string> | null;
}

/** The weights selected by `train` or `freeze`. */
export interface WeightSelector {
  range: SourceRange;
  /** `network`, `network/layer_*`, or a model's name. */
  pattern: Located<string>;
  until: Located<string> | null;
  /** A layer type: `BatchNormalization`. */
  layerKind: Located<string> | null;
  /** It could not be read (reported). */
  broken?: boolean;
}

/** How some of the trained weights are moved otherwise than the others. */
export interface RateEntry extends WeightSelector {
  /** Share of the learning rate. */
  rate: Located<number> | null;
  weightDecay: Located<number> | null;
  /** Largest norm of the gradient of all that it selects. */
  clipGradients: Located<number> | null;
}

/** `{ramp: [0, 1], epochs: 10}` */
export interface RampEntry {
  ramp: [Located<number>, Located<number>];
  epochs: Located<number>;
  range: SourceRange;
}

/** A number that training uses, and how it moves. */
export type ScheduleEntry =
  | Located<number>
  | RampEntry
  /** `"0.001 * progress"` */
  | { formula: Expression; range: SourceRange }
  /** `{cosine: [0.001, 0], warmup: 2, epochs: 10}` */
  | {
      cosine: [Located<number>, Located<number>];
      warmup: Located<number> | null;
      epochs: Located<number> | null;
      range: SourceRange;
    }
  /** `{exponential: [0.01, 0.0001], epochs: 10}` */
  | {
      exponential: [Located<number>, Located<number>];
      epochs: Located<number> | null;
      range: SourceRange;
    }
  /** `{steps: {0: 0.1, 10: 0.01}}`, in the order of the epochs, the first of which is 0. */
  | { steps: { epoch: number; value: Located<number> }[]; range: SourceRange }
  /** `{plateau: {monitor: val.loss}}` */
  | { plateau: PlateauEntry; range: SourceRange }
  /** `{ExponentialDecay: {initial_learning_rate: 0.1, decay_steps: 1000, decay_rate: 0.9}}`, with all arguments. */
  | {
      keras: Located<string>;
      args: Readonly<Record<string, number | boolean | readonly number[]>>;
      /** Where the arguments stand that are written. */
      places: Readonly<Record<string, SourceRange>>;
      range: SourceRange;
    };

/** A figure whose standing still makes the learning rate smaller. */
export interface PlateauEntry extends MonitorEntry {
  factor: number;
  patience: number;
  minDelta: number;
  cooldown: number;
  least: number;
}

/** A figure, and which of its values are better if that is specified. */
export interface MonitorEntry {
  monitor: Located<string>;
  mode: Located<'min' | 'max'> | null;
}

export interface LossEntry {
  name: Located<string>;
  value: Expression;
  weight: ScheduleEntry | null;
  range: SourceRange;
}

/** What is assigned to weights after an update. What could not be read is null (reported). */
export type AssignmentEntry = { range: SourceRange; keyRange: SourceRange; every: Located<number> | null } & (
  | { kind: 'ema'; target: WeightSelector[]; of: WeightSelector[]; decay: ScheduleEntry | null }
  | { kind: 'clip'; weights: WeightSelector[]; min: Located<number> | null; max: Located<number> | null }
  | { kind: 'unit_norm'; weights: WeightSelector[]; axes: Located<number>[] | null }
  /** To a bare weight. */
  | { kind: 'assign'; weight: Located<string>; value: Expression }
);

/** What a phase solves for without gradients. Its values are broken where they are missing or could not be read (reported). */
export interface SolveEntry {
  method: Located<string>;
  range: SourceRange;
  /** Each entry is a weight, or a Dense layer: what is solved for, and then the way back. */
  train: WeightSelector[];
  inputs: Expression;
  /** Targets or labels; null for methods without them. */
  second: Expression | null;
  /** Arguments that are written. */
  options: ReadonlyMap<string, Located<unknown>>;
}

export interface UpdateEntry {
  name: Located<string>;
  range: SourceRange;
  train: WeightSelector[];
  losses: LossEntry[];
  optimizer: WordUse | null;
  /** Its own, or that of the phase. */
  clipGradients: Located<number> | null;
  times: Located<number> | null;
  /** Those of its own; those of the phase follow them. */
  afterUpdate: AssignmentEntry[];
}

export interface DataUseEntry {
  /** `mnist`, `mnist.test` */
  text: Located<string>;
  /** It is missing or could not be read (reported). */
  broken?: boolean;
}

/** Batches of `each` examples of each of `classes` classes. */
export interface ClassBatchEntry {
  classes: Located<number>;
  each: Located<number>;
  by: Located<string>;
  range: SourceRange;
}

export interface PhaseEntry extends Renamed {
  name: Located<string>;
  range: SourceRange;
  /** The phase whose `initial` it is: that one begins when this one has filled a weight. Null for those that are written. */
  initialOf: Located<string> | null;
  /**
   * A phase with its own `train` and `loss` has one update, named as the phase. None in a phase that solves, or whose
   * `solve` could not be read.
   */
  updates: UpdateEntry[];
  solve: SolveEntry | null;
  freeze: (WeightSelector & { mode: Located<'weights' | 'inference'> | null })[];
  data: DataUseEntry;
  epochs: Located<number> | null;
  batchSize: Located<number> | null;
  stepsPerEpoch: Located<number> | null;
  classBatch: ClassBatchEntry | null;
  wires: { name: Located<string>; expression: Expression }[];
  metrics: { name: Located<string>; expression: Expression }[];
  /** Its losses or metrics include some whose names could not be read. */
  hasUnreadFigures: boolean;
  validate: { data: DataUseEntry; every: Located<number> | null } | null;
  after: Located<string>[];
  start: { network: Located<string>; of: Located<string> }[];
  /** Networks that begin with weights of files. */
  loads: { network: Located<string>; load: LoadEntry }[];
  untrained: Located<boolean> | null;
  rates: RateEntry[];
  learningRate: ScheduleEntry | null;
  /** `best` by the monitored figure; null: the figure of `stop_early`, or the loss. */
  keep: { which: Located<'best' | 'last'>; watch: MonitorEntry | null } | null;
  precision: Located<'float32' | 'bfloat16' | 'float16'> | null;
  stopEarly: (MonitorEntry & { patience: Located<number>; range: SourceRange }) | null;
  reference: ReferenceEntry[];
  /** Assignments after each of its updates. */
  afterUpdate: AssignmentEntry[];
}

/** What others reached: for the whole phase, or by epoch (from 1). */
export interface ReferenceEntry {
  figure: Located<string>;
  values: { epoch: number | null; value: Located<number> }[];
}

export interface EvaluationEntry {
  name: Located<string>;
  range: SourceRange;
  on: DataUseEntry;
  measure: Expression;
  /** `">= 0.9"` */
  expect: Located<string> | null;
  /** The value that others reached. */
  reference: Located<number> | null;
  untrained: Located<boolean> | null;
}

interface ReportEntryBase {
  /** Its name; null: as its kind says. */
  name: Located<string> | null;
  range: SourceRange;
}

export interface TranslationsEntry extends ReportEntryBase {
  kind: 'translations';
  on: DataUseEntry;
  rows: Expression[];
  count: Located<number> | null;
  untrained: Located<boolean> | null;
}

export interface CurvesEntry extends ReportEntryBase {
  kind: 'curves';
  phases: Located<string>[];
  scale: Located<'auto' | 'linear' | 'log'> | null;
}

/** A report that computes on values: expressions by key, a decoder, and settings. */
export interface ValueReportEntry extends ReportEntryBase {
  kind: ValueReportKind;
  /** Range of the kind's key. */
  keyRange: SourceRange;
  /** Null if it computes on no data. */
  on: DataUseEntry | null;
  /** In the order of the graph. `name` stands for one of several values of a key. */
  values: { key: string; name: Located<string> | null; expression: Expression }[];
  /** The network or model that makes pictures of latent numbers. */
  model: Located<string> | null;
  /** What could be read of its other keys. */
  settings: ReadonlyMap<string, Located<unknown>>;
  untrained: Located<boolean> | null;
}

export type ReportEntry = TranslationsEntry | CurvesEntry | ValueReportEntry;

export interface ResolvedParam {
  /** Of a part with its namespace: `digits.latent`. */
  name: string;
  value: unknown;
  /** `import`: the graph that imports the part gives it, by `with`. */
  origin: 'default' | 'profile' | 'import' | 'command line';
  range: SourceRange;
  /** False if nothing in the graph refers to it (the compiler then warns). */
  used: boolean;
}

/**
 * A declaration with an error. What could be read of it is in the Document, so that it is checked for further errors;
 * the rest is left out. Using it is not a further error. What such a phase trains and uses may be incomplete, so
 * nothing is reported as untrained or unused.
 */
export interface OmittedEntry {
  kind: 'network' | 'model' | 'function' | 'data' | 'phase' | 'evaluation' | 'report';
  name: string;
}

/** A part of a graph, by the namespace that its names have there. */
export interface PartEntry {
  namespace: string;
  file: string;
  /** Where the graph, or the part that it is part of, imports it. */
  range: SourceRange;
}

export interface Document {
  file: string;
  sources: Sources;
  name: Located<string>;
  description: Located<string> | null;
  seed: Located<number>;
  /** All seeds that it is trained with, the first of them `seed`. */
  seeds: readonly number[];
  params: ResolvedParam[];
  /** Those of its parts as well. */
  profiles: string[];
  /** Its parts, and their parts. */
  parts: PartEntry[];
  /** Names that its parts declare and nothing in it needs. */
  unneeded: Readonly<Record<'data' | 'networks' | 'models' | 'functions' | 'plan', readonly string[]>>;
  /** Words of its own, by the files in which they may be used: its own, and those of its parts. */
  words: DocumentWords;
  /** The modules of those words. */
  wordModules: readonly WordModuleText[];
  /** Names of the templates that it declares for others, if it has any. */
  templates?: readonly string[];
  data: DataEntry[];
  networks: NetworkEntry[];
  models: ModelEntry[];
  functions: FunctionEntry[];
  plan: PhaseEntry[];
  evaluate: EvaluationEntry[];
  report: ReportEntry[];
  leftOut: OmittedEntry[];
  /** The whole graph as plain data after expansion, for `show --as yaml` and the run's resolved graph. */
  resolved: unknown;
}
