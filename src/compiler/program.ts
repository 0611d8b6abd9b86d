/**
 * A Program is the intermediate representation of a graph: names resolved, short forms expanded, shapes known, freeze
 * rules turned into sets of weights, phases in an executable order. Plain data, without YAML or tfjs. Source ranges
 * are kept for messages.
 */
import type { SourceRange } from '../diagnostics/index.js';
import type { TensorRecipe } from '../weight-files/index.js';
import type { Expectation } from './expectation.js';
import type {
  ResolvedArguments,
  CallMode,
  DataDeclaration,
  FieldType,
  Shape,
  TensorType,
} from '../vocabulary/index.js';

/** Index into the list of wires that contains it. */
export type WireId = number;

interface WireBase {
  type: TensorType;
  range?: SourceRange;
}

/**
 * One value of an expression. A list of wires is topologically sorted: a wire uses only wires before it. Models are
 * inlined, so every `call` is of a network.
 */
export type Wire = WireBase &
  (
    | { op: 'input'; name: string } /* of a network */
    | { op: 'field'; name: string } /* of the phase's data: `image`, `sign.image` */
    | { op: 'constant'; value: number }
    /** A number that moves while its phase is trained; `name` is that of the step's input. */
    | { op: 'schedule'; name: string; schedule: Exclude<Schedule, number> }
    | {
        op: 'layer';
        layer: string;
        name: string;
        args: ResolvedArguments;
        weights: string[];
        inputs: WireId[];
        /** For layers that draw: what the names of their streams begin with. */
        stream?: string;
      } /* in networks only */
    | {
        op: 'call';
        network: string;
        inputs: WireId[];
        mode: CallMode;
        /** The mode is written at the call, and stays whatever a phase trains. */
        ownMode?: true;
        outputs: TensorType[];
      } /* type is the first output's */
    /** Of a call; with `layer`, what that layer of its network makes (`index` is then -1). */
    | { op: 'output'; of: WireId; index: number; layer?: string }
    /**
     * A weight as a value: a bare one, or `network/layer/kernel`. `updated`: as the update and the assignments before have
     * left it.
     */
    | { op: 'weight'; weight: string; updated?: true }
    /** Operators are functions too: `add`, `subtract`, `multiply`, `divide`, `pow`, `negative`. */
    | {
        op: 'function';
        name: string;
        inputs: WireId[];
        options: ResolvedArguments;
        /** Options that move: their values are the last inputs. */
        moving?: string[];
        /** Its type holds of whole batches alone, of so many examples. */
        batchSize?: number;
        /** For random functions: the stream's name, unique in its phase, network or data set. */
        stream?: string;
        /** Draws that belong to the example (fields that data sets add), not to the step. */
        draw?: { per: 'step' } | { per: 'example'; every: 'once' | 'epoch'; member?: string };
      }
  );

export interface Weight {
  /** `network/layer/kernel`, or `network` for a bare weight. */
  name: string;
  shape: Shape;
  initializer: { name: string; args: ResolvedArguments };
  /** Elements that start at 1 whatever the initializer: from the first, up to the second. */
  ones?: readonly [number, number];
  /** The stream of its initial values, `init/<stream>`: its name, made of those that `was` gives. */
  stream: string;
  trainable: boolean;
  /** What is added to the loss of an update that trains it. */
  regularizer?: { name: string; args: ResolvedArguments };
  /** What is done to it after each update. */
  constraint?: { name: string; args: ResolvedArguments };
}

/** Weights of a network that come from a file of another program. */
export interface LoadedWeights {
  /** As the graph names it: from its own folder on, or from that of the part that names it. */
  file: string;
  /** Of a part: its folder, from that of the graph on. */
  folder?: string;
  /** Which part of it is meant, if the graph says that. */
  select?: { under?: string; until?: string; names?: Record<string, string> };
  /** sha256 of its content; null if it was not read when the graph was compiled: nothing can be trained then. */
  sha256: string | null;
  /** Whether all weights of the network come from it. */
  isWhole: boolean;
  /** By the places of the weights in the network. */
  tensors: (TensorRecipe & { at: number })[];
}

export interface Network {
  name: string;
  /**
   * What the names of its streams begin with: its name, or the name that it had before (`was`). Names are for people;
   * draws depend on streams alone.
   */
  stream: string;
  inputs: { name: string; type: TensorType }[];
  wires: Wire[];
  outputs: { name: string; wire: WireId; type: TensorType }[];
  weights: Weight[];
  range?: SourceRange;
  /** The network whose architecture it copies (`like:`), with its own weights. */
  like?: string;
  /** What its weights begin with, in place of random ones. */
  load?: LoadedWeights;
}

/** A model: networks wired together. Its inputs are `input` wires. */
export interface Model {
  name: string;
  inputs: { name: string; type: TensorType }[];
  wires: Wire[];
  outputs: { name: string; wire: WireId; type: TensorType }[];
  /** Of a model that is applied several times, to its own outputs: `wires` holds all rounds. */
  rounds?: {
    times: number;
    /** How many of the wires the inputs and the first round are. */
    wires: number;
    /** What the first round makes, output by output. */
    outputs: WireId[];
    /** A round as it is written: expressions by the names of its wires. */
    written: { name: string; expression: string }[];
  };
  range?: SourceRange;
}

/** Arguments as in Keras's ImageDataGenerator, all resolved. */
export interface Augmentation {
  rotate: number; /* degrees, +- */
  shift: [number, number]; /* height, width: fraction of the dimension, +- (below 1), as Keras */
  shear: number; /* degrees, +- */
  zoom: [number, number]; /* factor from, to */
  flip: { horizontal: boolean; vertical: boolean };
  fill: 'nearest' | 'constant' | 'reflect' | 'wrap';
  cval: number;
  /** What follows is absent where it is not asked for. Pixels of padding. */
  crop?: number;
  resized_crop?: PartOfImage;
  colour?: {
    brightness: number;
    contrast: number;
    saturation: number;
    hue: number;
    probability: number;
  };
  /** Probability. */
  grey?: number;
  blur?: { sigma: [number, number]; kernel_size: number; probability: number };
  erase?: PartOfImage & { value: number; probability: number };
  /** Side in pixels. */
  cutout?: number;
}

/** Ranges of a part's share of the area, and of its width by its height. */
export interface PartOfImage {
  scale: [number, number];
  ratio: [number, number];
}

/** As long as the shortest or the longest member, or as one of them. */
export type PairLength = 'shortest' | 'longest' | { member: string };

/** What is asked of a field: to be one of some classes, or to compare with a number. */
export type DataCondition =
  | { field: string; classes: number[] }
  | { field: string; comparison: Comparison; value: number }
  | { field: string; oneOf: number[] };

export type Comparison = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** The steps from one data set to the next, in order. */
export type DataStep =
  | {
      step: 'source';
      source: string;
      args: ResolvedArguments;
      /** Of a part: its folder, from that of the graph on, where it is the base of paths among the arguments. */
      folder?: string;
      otherwise?: { source: string; args: ResolvedArguments };
    }
  | { step: 'from'; dataset: string }
  | {
      step: 'pair';
      members: { name: string; dataset: string }[];
      /** The label in which members agree; null if they are joined without one. */
      by: string | null;
      /**
       * Without a label: example i with example i (`row`), or each member in an order of its own (`independent`), anew in
       * every epoch unless `draw` is `once`.
       */
      join?: 'row' | 'independent';
      /** Of independent members: which of them an epoch passes over once; the shorter ones are gone over again. */
      length?: PairLength;
      /**
       * If classes are matched by name: for each member, the common number of each of its class numbers. Absent if
       * class numbers are compared directly.
       */
      classes?: number[][];
      repeat: string | null;
      order: 'cycle' | 'shuffle';
      /** Whether the members' draws (augmentation, added fields) are fixed over all epochs, one per occurrence. */
      draw: 'once' | 'epoch';
      stream: string;
    }
  | {
      /** Examples that are kept: those that fulfil all conditions, then as many of each class, then the first ones. */
      step: 'select';
      conditions?: DataCondition[];
      /** The label of which each class is kept as often as the rarest one there is. */
      balance?: string;
      /** How many of the first examples are kept, by split. */
      take?: Record<string, number>;
      stream: string;
    }
  | {
      step: 'augment';
      fields: Record<string, Augmentation>;
      /** Fields as they are before the step, by the name under which derived fields refer to them: `image@moved`. */
      kept?: Record<string, string>;
      draw: 'once' | 'epoch';
      stream: string;
    }
  | {
      step: 'add';
      fields: { name: string; wire: WireId; type: FieldType }[];
      wires: Wire[];
      draw: 'once' | 'epoch';
    }
  | {
      step: 'split';
      parts: Record<string, number>;
      of: string;
      /** Examples that agree in this field are in the same part. */
      group?: string;
      stream: string;
    };

export interface Dataset extends DataDeclaration {
  name: string;
  steps: DataStep[];
  range?: SourceRange;
}

/** `mnist.test` */
export interface DataUse {
  dataset: string;
  split: string;
}

/**
 * A number of training, which may change with every step: from `from` to `to` over the first `epochs` epochs, in steps
 * that each begin with an epoch, or by a formula.
 */
export type Schedule =
  | number
  | { kind: 'ramp' | 'exponential'; from: number; to: number; epochs: number }
  /** Half a cosine, after `warmup` of the epochs in which it rises linearly from 0. */
  | { kind: 'cosine'; from: number; to: number; epochs: number; warmup: number }
  | { kind: 'steps'; steps: { epoch: number; value: number }[] }
  | {
      kind: 'formula';
      term: ScheduleTerm;
      /** Epochs at whose end `progress` is 1; absent if it is not used. */
      epochs?: number;
    };

/**
 * A formula of how far training is: `progress` from 0 to 1 over the phase, `epoch` and `step` from 0, `epoch` with its
 * fraction. Functions have the names that they have in expressions.
 */
export type ScheduleTerm =
  number | ScheduleVariable | { function: string; operands: readonly ScheduleTerm[] };
export type ScheduleVariable = 'progress' | 'epoch' | 'step';

/** A figure of the phase, named as in an epoch's metrics, and which of its values are better. */
export interface MonitoredFigure {
  figure: string;
  mode: 'min' | 'max';
}

/** As ReduceLROnPlateau of Keras. */
export interface Plateau extends MonitoredFigure {
  factor: number;
  /** Epochs without a better value. */
  patience: number;
  minDelta: number;
  cooldown: number;
  /** The smallest rate that it leads to. */
  least: number;
}

export interface LossTerm {
  name: string;
  /** Per example or scalar; the phase takes the mean. */
  wire: WireId;
  weight: Schedule;
}

/**
 * What is assigned to weights after an update, outside of every gradient. Each sees the weights as the one before left
 * them. Assigned values are computed of what the update has computed; only weights are read anew, where `updated` says so.
 */
export type Assignment = {
  /** Only at the end of every so many steps. */
  every: number;
} &
  /** target = decay * target + (1 - decay) * of */
  (
    | { kind: 'ema'; weights: { target: string; of: string }[]; decay: Schedule }
    /** No bound on one side: null. */
    | { kind: 'clip'; weights: string[]; min: number | null; max: number | null }
    /** Divided by the root of the sum of squares over the axes. */
    | { kind: 'unit_norm'; weights: { weight: string; axes: number[] }[] }
    | { kind: 'assign'; weight: string; wire: WireId }
  );

export interface Update {
  name: string;
  losses: LossTerm[];
  /** Whether weights that it trains have regularizers, whose sum is a term of its loss: `REGULARIZATION`. */
  isRegularized?: true;
  optimizer: { name: string; args: ResolvedArguments; learningRate: Schedule };
  /** Names of the weights that this update trains, network by network in the order of use. */
  weights: string[];
  /** Largest norm of the gradient of all weights that are in no group of `clipped`. */
  clipGradients: number | null;
  /** Weights whose gradient has a largest norm of its own, in the order of `weights`; absent: none. */
  clipped?: { most: number; weights: string[] }[];
  /** Weights with a share of the learning rate, or a weight decay of their own, in the order of `weights`; absent: none. */
  rates?: { weight: string; rate: number; weightDecay?: number }[];
  /** Number of updates per batch. */
  times: number;
  /** After it, each time; absent if there are none. */
  assignments?: Assignment[];
}

/** What fills weights without gradients, from values of all examples. */
export interface Solve {
  /** A word of the vocabulary: `ridge`. */
  method: string;
  args: ResolvedArguments;
  /** What it is fitted on, and the targets or labels, if the method has such. */
  inputs: WireId;
  second: WireId | null;
  /** Kernels [inputs, outputs] with their biases, or weights of rows, in the order of `train`. */
  solved: { weight: string; bias: string | null }[];
  /** Names of its figures, `loss` first. */
  figures: string[];
}

/** A floating-point type: float32, its upper 16 bits (bfloat16), or IEEE 754 half precision. */
export type Precision = 'float32' | 'bfloat16' | 'float16';

/** The weights of a network as a phase left them. */
export interface PhaseResult {
  phase: string;
  network: string;
}

/**
 * What the result of a phase depends on, hashed apart so that each is computed anew only if it has changed. Not in any
 * hash: the contents of data sources and the tensors of earlier phases, which are listed for the runtime to add.
 */
export interface PhaseFingerprint {
  /** sha256 of everything in the graph that affects the phase's weights. Equal hashes, data and parents: equal bytes. */
  weights: string;
  /**
   * The same without the number of epochs: a phase with more epochs goes on from the end of one with fewer. Null if
   * the course of the training depends on their number.
   */
  course: string | null;
  /** For each figure, named as in an epoch's metrics, sha256 of how it is computed, given the weights. */
  figures: Record<string, string>;
  /** For each figure of validation data, the data sets that read its sources. */
  figureSources: Record<string, string[]>;
  /** For each figure, the results of earlier phases that it depends on beyond `parents`. */
  figureParents: Record<string, PhaseResult[]>;
  /** Names of the networks that affect the weights, in an order that does not depend on names. */
  networks: string[];
  /** The results of earlier phases that it takes weights from, in such an order. */
  parents: PhaseResult[];
  /** Data sets that read the sources of the training data, in such an order. */
  sources: string[];
}

/** `label` is a stored field of the data. */
export interface ClassBatch {
  label: string;
  classes: number;
  each: number;
}

export interface Phase {
  name: string;
  /** What the names of its streams begin with: its name, or the name that it had before (`was`). */
  stream: string;
  /** Phases whose artifacts this one starts from (direct dependencies only). */
  dependsOn: string[];
  data: DataUse;
  epochs: number;
  batchSize: number;
  /** Batches of `each` examples of each of `classes` classes of a label; absent: in a random order of all examples. */
  classBatch?: ClassBatch;
  /** Null: one pass over the data. Otherwise the number of batches; each epoch continues where the last one stopped. */
  stepsPerEpoch: number | null;
  wires: Wire[];
  /** None in a phase that solves. */
  updates: Update[];
  /** Absent in a phase of updates. */
  solve?: Solve;
  metrics: { name: string; wire: WireId }[];
  /** The same losses and metrics in inference mode. `wires` is a separate list because calls have other modes. */
  validation: {
    data: DataUse;
    every: number;
    batchSize: number;
    wires: Wire[];
    /** With their weights at the end of the phase, so that its epochs can be compared. */
    losses: (LossTerm & { weight: number })[];
    metrics: { name: string; wire: WireId }[];
  } | null;
  /** Networks that the phase calls or trains, and which phase last trained each before this one (null: fresh). */
  networks: { name: string; from: string | null }[];
  /** Weights to copy before starting: network <- network as another phase left it, or <- a file. */
  start: { network: string; of: string; from: string | null; load?: LoadedWeights }[];
  /** Weights that are used but not changed. The trainer asserts afterwards that their bytes are unchanged. */
  frozen: string[];
  /** Which epoch's weights are the result: those of the last, or of the best by a figure. */
  keep: 'last' | { best: MonitoredFigure };
  /** The precision of matrix products and convolutions in its steps; absent: float32, like everything else. */
  precision?: Exclude<Precision, 'float32'>;
  /** The phase ends after `patience` epochs in a row without a better value, not before the first such epoch. */
  stopEarly: (MonitoredFigure & { patience: number }) | null;
  /** The learning rates of its optimizers become smaller whenever a figure has got no better for a while. */
  plateau?: Plateau;
  fingerprint: PhaseFingerprint;
  /** Figures that others reached, of the whole phase (`epoch` is null) or of an epoch; absent if there are none. */
  reference?: { figure: string; epoch: number | null; value: number }[];
  range?: SourceRange;
}

export interface Evaluation {
  name: string;
  data: DataUse;
  wires: Wire[];
  measure: WireId;
  expect: Expectation | null;
  /** The value that others reached, if the graph gives it. */
  reference?: number;
  /** Networks, and the phase that each is taken from. */
  networks: { name: string; from: string | null }[];
  range?: SourceRange;
}

export interface TranslationsReport {
  kind: 'translations';
  name: string;
  data: DataUse;
  wires: Wire[];
  rows: WireId[];
  titles: string[];
  count: number;
  networks: { name: string; from: string | null }[];
}

export interface CurvesReport {
  kind: 'curves';
  name: string;
  phases: string[];
  /** Absent: by the figures. */
  scale?: 'linear' | 'log';
}

/** A value that a report shows, or computes on. */
export interface ReportValue {
  /** The key that it stands behind: `images`, `predicted`. */
  key: string;
  /** Its name, where a key has several values. */
  name: string | null;
  wire: WireId;
  /** As it is written in the graph. */
  text: string;
  /** Names of its classes, if it is a label that has names. */
  classes?: string[];
}

/** Settings by kind, with defaults. `examples`: null for all. */
export interface ReportSettings {
  rows: { count: number; page: number };
  confusion: { examples: number | null };
  mispredictions: { examples: number | null; count: number };
  bars: { examples: number | null };
  plane: { by: 'pca' | 'umap'; thumbnails: number; examples: number };
  manifold: { range: [number, number]; steps: number; axes: [number, number] };
  interpolation: { count: number; steps: number };
  histogram: { bins: number; examples: number };
  samples: { from: 'normal' | 'uniform'; range: [number, number]; count: number };
}

/** A report that computes on values of the data, or on what a decoder makes of latent numbers. */
export type ValueReport = {
  [Kind in keyof ReportSettings]: {
    kind: Kind;
    name: string;
    /** Null if it computes on no data. */
    data: DataUse | null;
    wires: Wire[];
    values: ReportValue[];
    /** A network or model with one input of `size` numbers. */
    model: { name: string; input: string; size: number } | null;
    settings: ReportSettings[Kind];
    networks: { name: string; from: string | null }[];
  };
}[keyof ReportSettings];

export type Report = TranslationsReport | CurvesReport | ValueReport;

export interface Program {
  name: string;
  description: string;
  seed: number;
  /** All seeds that the graph is trained with, `seed` first; a program of its own for each. Absent: `seed` alone. */
  seeds?: readonly number[];
  networks: Network[];
  models: Model[];
  datasets: Dataset[];
  /** In an order in which they can run. */
  phases: Phase[];
  evaluations: Evaluation[];
  reports: Report[];
  /** Resolved parameters and where each value came from. */
  /**
   * Modules of the graph's own words, with their texts: whoever runs the program loads them. Words have the names of
   * `wordId` above, so that keys follow the texts.
   */
  words?: readonly { file: string; hash: string; text: string }[];
  params: { name: string; value: unknown; origin: 'default' | 'profile' | 'import' | 'command line' }[];
}
