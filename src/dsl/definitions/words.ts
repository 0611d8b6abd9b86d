import { Type, type TSchema } from 'typebox';
import { either, expression, isMap, map, name, oneOrMore } from './parts.js';

/**
 * Where words with arguments stand. The check of a graph leaves them open (the compiler reads them against their own
 * schemas); the published schema knows each of them.
 */
export interface WordSchemas {
  layerName: TSchema;
  layer: TSchema;
  node: TSchema;
  optimizer: TSchema;
  initializer: TSchema;
  source(common: Readonly<Record<string, TSchema>>): TSchema;
  /** Loops are gone when a graph is checked; editors see them. */
  loops(layers: TSchema): readonly (readonly [when: object, then: TSchema])[];
  /** Phases that extend others have been completed when a graph is checked. */
  extending(keys: Readonly<Record<string, TSchema>>): readonly (readonly [when: object, then: TSchema])[];
}

/** What a node's layer is applied to. */
export const appliedTo = oneOrMore(
  expression('What it is applied to.'),
  'What it is applied to, or a list for layers with several inputs; by default the inputs of the network.',
  'an expression, or a list of expressions',
);

const openWord = (description: string, expected: string): TSchema =>
  Type.Unsafe({
    ...either([[isMap, Type.Unsafe({ type: 'object', minProperties: 1 })]], Type.String()),
    description,
    expected,
  });

export const openWords: WordSchemas = {
  layerName: Type.String(),
  layer: map({}, { name: name('Name of the layer.') }, { arguments: true }),
  node: map({}, { of: appliedTo }, { arguments: true }),
  optimizer: openWord('An optimizer.', 'an optimizer: {Adam: 0.001}'),
  initializer: openWord('An initializer.', 'an initializer'),
  source: (common) =>
    map(
      { source: openWord('Where the data comes from.', 'the name of a source') },
      { otherwise: openWord('A source to fall back on.', 'the name of a source'), ...common },
      { arguments: true, otherForms: ['from', 'pair', 'by', 'repeat'] },
    ),
  loops: () => [],
  extending: () => [],
};
