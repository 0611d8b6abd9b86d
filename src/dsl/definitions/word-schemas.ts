import { Type, type TSchema } from 'typebox';
import {
  conditionalSchema,
  expressionSchema,
  isMap,
  mapSchema,
  nameSchema,
  oneOrListSchema,
  wasSchema,
} from './schema-builders.js';

/**
 * The schemas of words with arguments. Validation of a graph leaves them open (the compiler checks the arguments
 * against the words' own schemas); the published schema defines each of them.
 */
export interface WordSchemas {
  layerName: TSchema;
  layer: TSchema;
  node: TSchema;
  optimizer: TSchema;
  initializer: TSchema;
  source(common: Readonly<Record<string, TSchema>>): TSchema;
  /** The augmentation of one image field. */
  augmentation: TSchema;
  /** Parameters and profiles are resolved before validation; editors see them. */
  parameters: TSchema;
  profiles: TSchema;
  /** Templates are put in before validation; editors see them. */
  templates: TSchema;
  /** Loops are unrolled before validation; editors see them. */
  loops(layers: TSchema): readonly (readonly [when: object, then: TSchema])[];
  /** `extends` is resolved before validation; editors see it. */
  extending(keys: Readonly<Record<string, TSchema>>): readonly (readonly [when: object, then: TSchema])[];
  /** Definitions that the schemas above refer to. */
  definitions: Readonly<Record<string, TSchema>>;
}

/** What a node's layer is applied to. */
export const appliedToSchema = oneOrListSchema(
  expressionSchema('What it is applied to.'),
  'What it is applied to, or a list for layers with several inputs; by default the inputs of the network.',
  'an expression, or a list of expressions',
);

export const layerName = nameSchema(
  'Name of the layer, of which its weights are named and by which phases select it; by default made of its kind.',
);

export const layerWas = wasSchema('the layer');

/** Keys beside the arguments of a source. */
export const withSourceKeys = (source: TSchema, common: Readonly<Record<string, TSchema>>) =>
  [
    { source },
    {
      otherwise: openWordSchema(
        'A source to fall back on where the first can not be had; only a source that is named here ever stands in.',
        'the name of a source',
      ),
      ...common,
    },
  ] as const;

export const openWordSchema = (description: string, expected: string): TSchema =>
  Type.Unsafe({
    ...conditionalSchema([[isMap, Type.Unsafe({ type: 'object', minProperties: 1 })]], Type.String()),
    description,
    expected,
  });

const [PARAMETERS, PROFILES] = ['Values that `${name}` refers to.', 'Sets of changes for `--profile`.'];
const TEMPLATES = 'What is written once and used several times, with values for its parameters.';

export const openWordSchemas: WordSchemas = {
  layerName: Type.String(),
  layer: mapSchema({}, { name: layerName, was: layerWas }, { title: 'Layer', arguments: true }),
  node: mapSchema({}, { of: appliedToSchema, was: layerWas }, { title: 'Node of a layer', arguments: true }),
  optimizer: openWordSchema(
    'How weights are moved: an optimizer as it is, with its learning rate, or with arguments by name.',
    'an optimizer: {Adam: 0.001}',
  ),
  initializer: openWordSchema(
    'How the weight begins: an initializer as it is, or with arguments by name.',
    'an initializer',
  ),
  source: (common) =>
    mapSchema(
      ...withSourceKeys(openWordSchema('Where the data comes from.', 'the name of a source'), common),
      {
        title: 'Data set from a source',
        arguments: true,
        otherForms: ['from', 'pair', 'by', 'repeat', 'length'],
      },
    ),
  augmentation: Type.Unsafe({ type: 'object' }),
  parameters: Type.Unsafe({ description: PARAMETERS }),
  profiles: Type.Unsafe({ description: PROFILES }),
  templates: Type.Unsafe({ description: TEMPLATES }),
  loops: () => [],
  extending: () => [],
  definitions: {},
};
