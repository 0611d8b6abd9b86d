/**
 * For words of one's own: layers, losses, metrics, functions, optimizers and sources, made as lagraph's own are.
 *
 * ```js
 * import { defineLayer, ok, onlyInput, Type } from 'lagraph/words';
 *
 * export const scale = defineLayer({
 *   name: 'Scale',
 *   summary: 'Multiplies by a number.',
 *   args: Type.Object({ factor: Type.Number({ description: 'The number.' }) }),
 *   main: 'factor',
 *   outputShape: (inputs) => ok(onlyInput(inputs)),
 *   call: (inputs, { factor }, _weights, { tf }) => tf.mul(onlyInput(inputs), factor),
 * });
 * ```
 *
 * A graph names the module, `words: [./my-words.mjs]`, and `lagraph trust ./my-words.mjs` lets it run. docs/words.md.
 *
 * @packageDocumentation
 */
import type {
  Column,
  DataDeclaration,
  FunctionContext,
  FunctionDefinition,
  LayerCallContext,
  LayerDefinition,
  LoadedSource,
  RuleResult,
  Shape,
  SourceDefinition,
  SourceLoaderTools,
  Tensor,
  TfCore,
  TfLayers,
  UserFile,
  WeightRule,
} from './definition-types.js';
import { defineElementwiseLoss } from './functions/losses/define-loss.js';
import { resolveInitializer } from './layers/arguments.js';
import { defineLayer as defineKnownLayer } from './layers/define-layer.js';
import { defineSource as defineKnownSource } from './sources/define-source.js';
import { Type, type Static, type TObject } from './typebox-builders.js';

export type * from './definition-types.js';
export { activationArgument, applyNamedActivation } from './activations.js';
export {
  defineFunction,
  noOptions,
  operandAt,
  operandPair,
  scalarParameters,
  tensorParameters,
} from './functions/define-function.js';
export { hasBatch, functionError, tensorTypeResult, tensorTypeText } from './functions/type-rules.js';
export { meanPerExample, perExampleType, sameRankOperandType } from './functions/losses/define-loss.js';
export { initializerArgument, noArguments } from './layers/arguments.js';
export { inputOfRank, layerError, ok, onlyInput } from './layers/define-layer.js';
export { requiredWeight } from './layers/convolution-arguments.js';
export {
  decayArgument,
  defineOptimizer,
  exponentialMovingAverage,
  learningRateArgument,
  optimizerEpsilonArgument,
  requiredSlot,
} from './optimizers/define-optimizer.js';
export { classifiedImageFields, imageColumn, labelColumn } from './sources/define-source.js';
export { equalShapes, shapeSize, shapeText } from './tensor-shape.js';
export { Type };

/** How a weight starts: an initializer's name, or its name with arguments, `{random_normal: {stddev: 0.1}}`. */
export type WrittenInitializer = Parameters<typeof resolveInitializer>[0];

/**
 * A weight of a layer.
 *
 * @param name Keras's, such as `kernel`; how it is found among the `weights` of `call`
 * @param trainable false for one that is not moved by gradient, but assigned: a moving average
 */
export const weight = (
  name: string,
  shape: Shape,
  initializer: WrittenInitializer = 'glorot_uniform',
  { trainable = true }: { trainable?: boolean } = {},
): WeightRule => ({ name, shape, initializer: resolveInitializer(initializer), trainable });

export interface LayerRules<A extends TObject> {
  /** As it is written in a graph, in Keras's manner: `Scale`. */
  name: string;
  /** One sentence, for editors. */
  summary: string;
  /** By default it takes none. */
  args?: A;
  /** The argument that may be written without its name: `Scale: 2`. */
  main?: string;
  /** It draws in training and not in inference, as dropout does; whether it does may depend on its arguments. */
  noise?: true | ((args: Static<A>) => boolean);
  /** By default one. */
  inputs?: LayerDefinition['inputs'];
  /** Of one example, without the batch. */
  outputShape(inputs: readonly Shape[], args: Static<A>): RuleResult<Shape>;
  /** By default it has none. */
  weights?(inputs: readonly Shape[], args: Static<A>): WeightRule[];
  /** The forward pass in plain tfjs; tensors have the batch first. Gradients are tfjs's. */
  call(
    inputs: readonly Tensor[],
    args: Static<A>,
    weights: Readonly<Record<string, Tensor>>,
    context: LayerCallContext,
  ): Tensor;
  /** The layer of tfjs-layers that it is, for `lagraph export`; without it, it can be exported to ONNX and SavedModel alone. */
  lower?(tf: TfLayers, args: Static<A>, name: string): ReturnType<LayerDefinition['lower']>;
}

const nothing = Type.Object({}, { additionalProperties: false });

/** Defines a layer. */
export const defineLayer = <A extends TObject = TObject>(rules: LayerRules<A>): LayerDefinition =>
  defineKnownLayer<A>({
    args: nothing as unknown as A,
    // The empty text says that tfjs-layers has none.
    lower: () => '',
    ...rules,
  } as unknown as Parameters<typeof defineKnownLayer<A>>[0]);

export interface ComparisonRules<O extends TObject> {
  /** As it is called in a graph: `my_loss`. */
  name: string;
  /** One sentence, for editors. */
  summary: string;
  /** Named options: `my_loss(a, b, delta=2)`. */
  options?: O;
  /** By default `y_true` and `y_pred`. */
  parameters?: [string, string];
  /** The loss of each element; its mean over an example is the value of that example. */
  perElement(tf: TfCore, yTrue: Tensor, yPred: Tensor, options: Static<O>, context: FunctionContext): Tensor;
}

/** Defines a loss that compares two values of one shape, element by element. */
export const defineLoss = <O extends TObject = TObject>(rules: ComparisonRules<O>): FunctionDefinition =>
  defineElementwiseLoss<O>(rules);

/** As `defineLoss`; `better` says which values are. */
export const defineMetric = <O extends TObject = TObject>({
  better,
  ...rules
}: ComparisonRules<O> & { better?: 'smaller' | 'larger' }): FunctionDefinition => {
  const { better: _, ...metric } = defineElementwiseLoss<O>({ ...rules, group: 'metric' });
  return { ...metric, ...(better === undefined ? {} : { better }) };
};

export interface SourceRules<A extends TObject> {
  name: string;
  summary: string;
  /** Where the data comes from, and its licence. */
  about: string;
  /** By default it takes none. */
  args?: A;
  /** The data is made up, which is said wherever a result is shown. */
  simulated?: boolean;
  /** Fields and splits, as far as they are known before anything is read. */
  declare(args: Static<A>): RuleResult<DataDeclaration>;
  /** The user's own files that it reads. */
  files?(args: Static<A>): readonly UserFile[];
  /** By default the hash is that of the columns, and the origin is the module. */
  load(
    args: Static<A>,
    tools: SourceLoaderTools,
  ): Promise<Pick<LoadedSource, 'splits'> & Partial<LoadedSource>>;
}

/** Defines a source of data. */
export const defineSource = <A extends TObject = TObject>(rules: SourceRules<A>): SourceDefinition =>
  defineKnownSource<A>({
    args: nothing as unknown as A,
    ...rules,
  } as unknown as Parameters<typeof defineKnownSource<A>>[0]);

/** A column of numbers: `data` has a row of `shape` for each example. */
export const column = (data: Float32Array | Int32Array, shape: Shape): Column => ({ data, shape, scale: 1 });
