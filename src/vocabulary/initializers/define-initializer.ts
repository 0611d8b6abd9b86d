import type { Static, TObject } from '../typebox-builders.js';
import type { ResolvedArguments, DrawSource, InitializerDefinition, Shape } from '../definition-types.js';

/** Defines an initializer whose `fill` receives typed arguments. */
export function defineInitializer<A extends TObject>(definition: {
  name: string;
  summary: string;
  args: A;
  /** The argument that may stand alone. */
  main?: string;
  deterministic?: true;
  fill(shape: Shape, args: Static<A>, draws: DrawSource): Float32Array;
}): InitializerDefinition {
  const { fill, ...rest } = definition;
  return {
    kind: 'initializer',
    ...rest,
    fill: (shape, args: ResolvedArguments, draws) => fill(shape, args as Static<A>, draws),
  };
}
