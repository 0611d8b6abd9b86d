import { Type, type TSchema } from 'typebox';
import {
  countSchema,
  conditionalSchema,
  expressionSchema,
  fullNameSchema,
  fullWasSchema,
  hasKey,
  isList,
  isMap,
  mapSchema,
  nameSchema,
  recordSchema,
  oneOrListSchema,
  definitionRef,
  wasSchema,
} from './schema-builders.js';
import type { WordSchemas } from './word-schemas.js';

export const shapeSchema = Type.Array(countSchema(1, 'One side of the shape.'), {
  title: 'Shape',
  description: 'Shape of one example, without the batch: [28, 28, 1] is height, width and channels.',
  expected: 'a shape, a list of whole numbers',
});

/** `[28, 28, 1]`, or a network: the shape of its output. */
export const inputShapeSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [[isList, shapeSchema]],
    fullNameSchema('A network or model: the shape of its first output.', { title: 'Shape of an output' }),
  ),
  title: 'Input',
  description: 'The shape of one example, or the name of a network or model: the shape of its first output.',
  expected: 'a shape or the name of a network',
});

const NETWORK_FORM_KEYS = ['input', 'inputs', 'layers', 'nodes', 'outputs', 'like', 'weights', 'initializer'];
const networkFormSchema = (
  title: string,
  required: Record<string, TSchema>,
  optional: Record<string, TSchema> = {},
): TSchema =>
  mapSchema(
    required,
    { ...optional, load: definitionRef('load'), was: fullWasSchema('the network') },
    { title, otherForms: NETWORK_FORM_KEYS },
  );

const loadedFile = (description: string): TSchema =>
  Type.String({ pattern: '\\S', description, expected: 'a file with weights' });

/** `encoder.keras`, or a map that says more. */
export const loadMapSchema = mapSchema(
  {
    file: loadedFile(
      'The file, relative to that which names it: .keras, .h5, .safetensors, or model.json of TensorFlow.js.',
    ),
  },
  {
    until: nameSchema(
      'The last layer that takes weights from the file; those behind it begin as they otherwise would.',
    ),
    under: Type.String({
      pattern: '\\S',
      description:
        'The model or module of the file that is meant: encoder, for encoder.conv1 and encoder/conv1.',
    }),
    names: recordSchema(
      Type.String({ pattern: '\\S', description: 'Name of the layer in the file.' }),
      'Layers that have other names in the file: by their names here, those there.',
      1,
    ),
  },
  { title: 'Weights of a file' },
);

export const loadSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [[isMap, loadMapSchema]],
    loadedFile('A file with weights, relative to that which names it.'),
  ),
  title: 'Weights you have',
  description: 'A file with trained weights that the network begins with, in place of random ones.',
  expected: 'a file, or a map with `file`',
});

/** A weight that is no layer's: a network of its own, or a node. */
const bareWeight = (words: WordSchemas) =>
  [
    { weights: definitionRef('shape') },
    { initializer: Type.Unsafe({ ...words.initializer, default: 'glorot_uniform' }) },
  ] as const;

const nodeValue = () => expressionSchema('An expression over the inputs and the nodes before.');

export function networkSchemas(words: WordSchemas): Record<string, TSchema> {
  const layers = Type.Unsafe({
    type: 'array',
    items: definitionRef('layer'),
    description: 'Layers, each on the output of the one before.',
    expected: 'a list of layers',
  });
  const input = { input: definitionRef('input_shape') };
  const inputs = {
    inputs: recordSchema(
      definitionRef('input_shape'),
      'Inputs by name, in the order in which a call gives them; the first layer of a chain takes all of them.',
      1,
    ),
  };
  const chain = { layers };
  const nodes = {
    nodes: recordSchema(
      definitionRef('node'),
      'Layers, weights and expressions by name; each sees the inputs (a single one is called `input`) and the nodes before it.',
      1,
    ),
    outputs: oneOrListSchema(
      nameSchema('A node.'),
      'Nodes that others may use; the first is the main one.',
      'a list of nodes',
    ),
  };
  return {
    network: Type.Unsafe({
      ...conditionalSchema(
        [
          [
            hasKey('like'),
            networkFormSchema('Network like another', {
              like: fullNameSchema('The network whose layers it has; the weights are its own.'),
            }),
          ],
          [hasKey('weights'), networkFormSchema('Bare weight', ...bareWeight(words))],
          [
            { type: 'object', required: ['nodes', 'inputs'] },
            networkFormSchema('Network of nodes with several inputs', { ...inputs, ...nodes }),
          ],
          [hasKey('nodes'), networkFormSchema('Network of nodes', { ...input, ...nodes })],
          [
            hasKey('inputs'),
            networkFormSchema('Chain of layers with several inputs', { ...inputs, ...chain }),
          ],
        ],
        networkFormSchema('Chain of layers', { ...input, ...chain }),
      ),
      title: 'Network',
      description: 'A network: a chain of layers, named nodes, the copy of a shape, or a bare weight.',
      expected: 'a network, a map',
    }),
    layer: Type.Unsafe({
      ...conditionalSchema(
        [
          [{ type: 'string' }, words.layerName],
          [
            hasKey('residual'),
            mapSchema(
              { residual: layers },
              {
                name: nameSchema(
                  'Name of the sum, a layer `Add` that puts the input to what the layers make; by default made of its kind.',
                ),
                was: wasSchema('the sum'),
              },
              { title: 'Residual layers' },
            ),
          ],
          ...words.loops(layers),
        ],
        words.layer,
      ),
      title: 'Layer',
      description: 'A layer with its arguments, layers around which the input is led, or a loop of layers.',
      expected: 'a layer',
    }),
    node: Type.Unsafe({
      ...conditionalSchema(
        [
          [
            hasKey('value'),
            mapSchema({ value: nodeValue() }, { was: wasSchema('the node') }, { title: 'Renamed node' }),
          ],
          [
            hasKey('weights'),
            mapSchema(
              bareWeight(words)[0],
              { ...bareWeight(words)[1], was: wasSchema('the weight') },
              { title: 'Weight among nodes', otherForms: ['of', 'value'] },
            ),
          ],
          [isMap, words.node],
        ],
        nodeValue(),
      ),
      title: 'Node',
      description: 'A layer, a bare weight, or an expression over the inputs and the nodes before it.',
      expected: 'a layer, a weight or an expression',
    }),
  };
}

/** Rounds of a model: a digit of MNIST pixel by pixel has 784. All of them stand in the step. */
const MAX_ROUNDS = 1000;

export const modelSchema: TSchema = Type.Unsafe({
  ...conditionalSchema(
    [
      [
        isMap,
        mapSchema(
          {
            inputs: recordSchema(
              inputShapeSchema,
              'Inputs by name, in the order in which a call gives them.',
              1,
            ),
            outputs: oneOrListSchema(
              nameSchema('A wire.'),
              'Wires that come out; the first is the main one.',
              'a list of wires',
            ),
          },
          {
            wires: recordSchema(
              expressionSchema('What the wire carries, made of the inputs and the wires before it.'),
              'Values by name.',
            ),
            times: Type.Integer({
              minimum: 1,
              maximum: MAX_ROUNDS,
              default: 1,
              description:
                'How often it is applied: in the next round each output takes the place of the input in the same place of their lists, and `iteration` is the number of the round, from 0.',
            }),
          },
          { title: 'Model of wires' },
        ),
      ],
    ],
    Type.String({
      title: 'Model in one expression',
      description:
        'Networks in a row: encoder -> decoder. Or any expression; names that are nothing else are its inputs.',
    }),
  ),
  title: 'Model',
  description: 'How networks are wired.',
  expected: 'an expression, or a map with `inputs`, `wires` and `outputs`',
});
