/**
 * A Program is what a graph means: names resolved, sugar gone, shapes known, freeze rules turned into weight sets,
 * phases in an order in which they can run. Plain data, no YAML, no tfjs. Source ranges stay, for messages.
 */
import type { SourceRange } from '../diagnostics/index.js';
import type {
  Arguments,
  CallMode,
  DataDeclaration,
  FieldType,
  Shape,
  TensorType,
} from '../vocabulary/index.js';

/** Index into the list of wires that it stands in. */
export type WireId = number;

interface WireBase {
  type: TensorType;
  range?: SourceRange;
}

/**
 * One value of an expression. Lists of wires are in order: a wire only uses wires before it. Models are gone by now
 * (a model is a function; its calls are inlined), so every `call` is of a network.
 */
export type Wire = WireBase &
  (
    | { op: 'input'; name: string } /* of a network */
    | { op: 'field'; name: string } /* of the phase's data: `image`, `sign.image` */
    | { op: 'constant'; value: number }
    | {
        op: 'layer';
        layer: string;
        name: string;
        args: Arguments;
        weights: string[];
        inputs: WireId[];
      } /* in networks only */
    | {
        op: 'call';
        network: string;
        inputs: WireId[];
        mode: CallMode;
        outputs: TensorType[];
      } /* type is the first output's */
    | { op: 'output'; of: WireId; index: number } /* of a call */
    | { op: 'weight'; weight: string } /* a bare weight as a value */
    /** Operators are functions too: `add`, `subtract`, `multiply`, `divide`, `pow`, `negative`. */
    | {
        op: 'function';
        name: string;
        inputs: WireId[];
        options: Arguments;
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
  initializer: { name: string; args: Arguments };
  trainable: boolean;
}

export interface Network {
  name: string;
  inputs: { name: string; type: TensorType }[];
  wires: Wire[];
  outputs: { name: string; wire: WireId; type: TensorType }[];
  weights: Weight[];
  range?: SourceRange;
  /** The network whose architecture it has (`like:`), with weights of its own. */
  like?: string;
}

/** A model: networks wired together, with inputs of its own. Its wires have `input` ops for its inputs. */
export interface Model {
  name: string;
  inputs: { name: string; type: TensorType }[];
  wires: Wire[];
  outputs: { name: string; wire: WireId; type: TensorType }[];
  range?: SourceRange;
}

/** Arguments as Keras's ImageDataGenerator has them; all resolved. */
export interface Augmentation {
  rotate: number; /* degrees, +- */
  shift: [number, number]; /* height, width: fraction of the side, +- (below 1), as Keras */
  shear: number; /* degrees, +- */
  zoom: [number, number]; /* factor from, to */
  flip: { horizontal: boolean; vertical: boolean };
  fill: 'nearest' | 'constant' | 'reflect' | 'wrap';
  cval: number;
}

/** What is done to get from one data set to the next, in order. */
export type DataStep =
  | { step: 'source'; source: string; args: Arguments; otherwise?: { source: string; args: Arguments } }
  | { step: 'from'; dataset: string }
  | {
      step: 'pair';
      members: { name: string; dataset: string }[];
      by: string;
      /**
       * Where classes go by names: for each member, what stands for each of its class numbers; pairs are made of equal
       * ones. Absent where class numbers are compared as they are.
       */
      classes?: number[][];
      repeat: string | null;
      order: 'cycle' | 'shuffle';
      /** Whether the members' draws (augmentation, added fields) stay the same in all epochs, one for each occurrence. */
      draw: 'once' | 'epoch';
    }
  | {
      step: 'augment';
      fields: Record<string, Augmentation>;
      /** Fields as they are before the step, by the name that what was made of them finds them under: `image@moved`. */
      kept?: Record<string, string>;
      draw: 'once' | 'epoch';
    }
  | {
      step: 'add';
      fields: { name: string; wire: WireId; type: FieldType }[];
      wires: Wire[];
      draw: 'once' | 'epoch';
    }
  | { step: 'split'; parts: Record<string, number>; of: string };

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

/** A number, or one that moves with every step: evenly `from` one number `to` another over the first `epochs` epochs. */
export type Schedule = number | { kind: 'ramp'; from: number; to: number; epochs: number };

/** A figure of the phase by its name in an epoch's metrics, and which of its values are better. */
export interface MonitoredFigure {
  figure: string;
  mode: 'min' | 'max';
}

export interface LossTerm {
  name: string;
  /** Per example or scalar; the phase takes the mean. */
  wire: WireId;
  weight: Schedule;
}

export interface Update {
  name: string;
  losses: LossTerm[];
  optimizer: { name: string; args: Arguments; learningRate: Schedule };
  /** Names of the weights that this update moves, network by network as the phase uses them. */
  weights: string[];
  clipGradients: number | null;
  /** Runs this many times a batch. */
  times: number;
}

/** A type of fractions: 32 bits, the upper 16 of them, or IEEE 754's of 16 bits. */
export type Precision = 'float32' | 'bfloat16' | 'float16';

export interface Phase {
  name: string;
  /** Phases whose artifacts this one starts from, all of them direct. */
  dependsOn: string[];
  data: DataUse;
  epochs: number;
  batchSize: number;
  /** Null: one pass over the data. Otherwise this many batches, going on where the last epoch stopped. */
  stepsPerEpoch: number | null;
  wires: Wire[];
  updates: Update[];
  metrics: { name: string; wire: WireId }[];
  /** Same losses and metrics in inference mode. `wires` is a second list, since calls have other modes. */
  validation: {
    data: DataUse;
    every: number;
    batchSize: number;
    wires: Wire[];
    /** Weighed as they are when the phase ends, so that its epochs can be compared. */
    losses: (LossTerm & { weight: number })[];
    metrics: { name: string; wire: WireId }[];
  } | null;
  /** Networks that the phase calls or trains, and which phase last trained each before this one (null: fresh). */
  networks: { name: string; from: string | null }[];
  /** Copy weights before starting: network <- network as another phase left it. */
  start: { network: string; of: string; from: string | null }[];
  /** Used, not moved. The trainer asserts afterwards that their bytes are unchanged. */
  frozen: string[];
  /** Which epoch's weights are its result: the last one's, or those of the best by a figure. */
  keep: 'last' | { best: MonitoredFigure };
  /** In what matrix products and convolutions of its steps compute; absent: float32, like all else. */
  precision?: Exclude<Precision, 'float32'>;
  /** It ends after so many epochs in a row without a better value, and never before the first such epoch. */
  stopEarly: (MonitoredFigure & { patience: number }) | null;
  /** sha256 of everything above in normal form (no ranges), of the networks it uses and of the data's declaration. */
  fingerprint: string;
  range?: SourceRange;
}

export interface Evaluation {
  name: string;
  data: DataUse;
  wires: Wire[];
  measure: WireId;
  expect: { op: '>=' | '>' | '<=' | '<' | '=='; value: number } | null;
  /** Networks and the phase each is taken from. */
  networks: { name: string; from: string | null }[];
  range?: SourceRange;
}

export type Report =
  | {
      kind: 'translations';
      name: string;
      data: DataUse;
      wires: Wire[];
      rows: WireId[];
      titles: string[];
      count: number;
      networks: { name: string; from: string | null }[];
    }
  | { kind: 'curves'; name: string; phases: string[] };

export interface Program {
  name: string;
  description: string;
  seed: number;
  networks: Network[];
  models: Model[];
  datasets: Dataset[];
  /** In an order in which they can run. */
  phases: Phase[];
  evaluations: Evaluation[];
  reports: Report[];
  /** Resolved parameters and where each value came from. */
  params: { name: string; value: unknown; origin: 'default' | 'profile' | 'command line' }[];
}
