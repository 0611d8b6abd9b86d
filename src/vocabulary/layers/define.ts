import type { Static, TObject } from '../schema.js';
import type { Answer, LayerDefinition, Shape } from '../types.js';

type Typed<A> = {
  [K in 'outputShape' | 'weights' | 'lower']: (
    ...given: Replaced<Parameters<LayerDefinition[K]>, A>
  ) => ReturnType<LayerDefinition[K]>;
} & {
  call?: (
    ...given: Replaced<Parameters<NonNullable<LayerDefinition['call']>>, A>
  ) => ReturnType<NonNullable<LayerDefinition['call']>>;
};

/** Parameters of a rule with the arguments, which come second, as their schema types them. */
type Replaced<P extends unknown[], A> = P extends [infer First, unknown, ...infer Rest]
  ? [First, A, ...Rest]
  : never;

interface Written<A extends TObject> {
  name: string;
  summary: string;
  args: A;
  main?: string;
  noise?: true;
  inputs?: 'one' | 'many';
}

/** A layer whose rules see its arguments with their types. Without rules of their own layers have no weights. */
export function layer<A extends TObject>(
  definition: Written<A> & Omit<Typed<Static<A>>, 'weights'> & Partial<Pick<Typed<Static<A>>, 'weights'>>,
): LayerDefinition {
  return {
    kind: 'layer',
    inputs: 'one',
    weights: () => [],
    ...definition,
  } as unknown as LayerDefinition;
}

export const fine = <T>(value: T): Answer<T> => ({ ok: true, value });

export const refused = <T>(problem: string, argument?: string, hint?: string): Answer<T> => ({
  ok: false,
  problem,
  ...(argument === undefined ? {} : { argument }),
  ...(hint === undefined ? {} : { hint }),
});

export const said = (shape: Shape): string => `[${shape.join(', ')}]`;

export const sizeOf = (shape: Shape): number => shape.reduce((product, side) => product * side, 1);

/** The only input of a layer that takes one. */
export function only<T>(inputs: readonly T[]): T {
  const [first] = inputs;
  if (first === undefined) throw new Error('a layer was called without an input');
  return first;
}

const sides = ['no sides', '[features]', '[steps, channels]', '[height, width, channels]'];

/** The input if it has this many sides, or what is wrong with it. */
export function ofRank(inputs: readonly Shape[], rank: 2 | 3): Answer<Shape> {
  const shape = only(inputs);
  if (shape.length === rank) return fine(shape);
  return refused(`an input ${sides[rank]} is needed; this one is ${said(shape)}`);
}
