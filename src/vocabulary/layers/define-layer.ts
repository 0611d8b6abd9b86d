import type { Static, TObject } from '../typebox-builders.js';
import type { RuleResult, LayerDefinition, Shape } from '../definition-types.js';
import { lacksInTfjs } from '../activations.js';
import { shapeText } from '../tensor-shape.js';
import { withWeightRules } from './weight-rule-arguments.js';

type TypedLayerRules<A> = {
  [K in 'outputShape' | 'weights' | 'lower']: (
    ...given: WithTypedArguments<Parameters<LayerDefinition[K]>, A>
  ) => ReturnType<LayerDefinition[K]>;
} & {
  call?: (
    ...given: WithTypedArguments<Parameters<NonNullable<LayerDefinition['call']>>, A>
  ) => ReturnType<NonNullable<LayerDefinition['call']>>;
};

/** Parameters of a rule, with the layer's arguments (the second parameter) typed by their schema. */
type WithTypedArguments<P extends unknown[], A> = P extends [infer First, unknown, ...infer Rest]
  ? [First, A, ...Rest]
  : never;

interface LayerHeader<A extends TObject> {
  name: string;
  summary: string;
  args: A;
  main?: string;
  noise?: true | ((args: Static<A>) => boolean);
  stopsGradient?: true | ((args: Static<A>) => boolean);
  recurrent?: true;
  inputs?: LayerDefinition['inputs'];
}

/** Defines a layer whose rules receive typed arguments. By default a layer has no weights. */
export function defineLayer<A extends TObject>(
  definition: LayerHeader<A> &
    Omit<TypedLayerRules<Static<A>>, 'weights'> &
    Partial<Pick<TypedLayerRules<Static<A>>, 'weights'>>,
): LayerDefinition {
  const made = {
    kind: 'layer',
    inputs: 'one',
    weights: () => [],
    ...definition,
  } as unknown as LayerDefinition;
  return withWeightRules({
    ...made,
    lower(tf, args, name) {
      const lacking = [args.activation, args.recurrent_activation].find(lacksInTfjs);
      return lacking === undefined ? made.lower(tf, args, name) : `with ${String(lacking)}`;
    },
  });
}

export const ok = <T>(value: T): RuleResult<T> => ({ ok: true, value });

export const layerError = <T>(problem: string, argument?: string, hint?: string): RuleResult<T> => ({
  ok: false,
  problem,
  ...(argument === undefined ? {} : { argument }),
  ...(hint === undefined ? {} : { hint }),
});

/** The single input of a layer that takes one. */
export function onlyInput<T>(inputs: readonly T[]): T {
  const [first] = inputs;
  if (first === undefined) throw new Error('a layer was called without an input');
  return first;
}

const rankTexts = [
  'no sides',
  '[features]',
  '[steps, channels]',
  '[height, width, channels]',
  '[depth, height, width, channels]',
  '[steps, depth, height, width, channels]',
];

/** The input if it has this rank, or what is wrong with it. */
export function inputOfRank(inputs: readonly Shape[], rank: 2 | 3 | 4 | 5): RuleResult<Shape> {
  const shape = onlyInput(inputs);
  if (shape.length === rank) return ok(shape);
  return layerError(`an input ${rankTexts[rank]} is needed; this one is ${shapeText(shape)}`);
}
