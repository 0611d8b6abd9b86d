import { Type, type TSchema } from 'typebox';
import { count, either, expression, has, isList, isMap, map, name, named, oneOrMore, ref } from './parts.js';
import type { WordSchemas } from './words.js';

export const shape = Type.Array(count(1, 'One side of the shape.'), {
  title: 'Shape',
  description: 'Shape of one example, without the batch: [28, 28, 1] is height, width and channels.',
  expected: 'a shape, a list of whole numbers',
});

/** `[28, 28, 1]`, or a network: the shape of its output. */
export const inputShape: TSchema = Type.Unsafe({
  ...either(
    [[isList, shape]],
    name('A network or model: the shape of its first output.', { title: 'Shape of an output' }),
  ),
  title: 'Input',
  description: 'The shape of one example, or the name of a network or model: the shape of its first output.',
  expected: 'a shape or the name of a network',
});

const FORMS = ['input', 'inputs', 'layers', 'nodes', 'outputs', 'like', 'weights', 'initializer'];
const LATER = ['load', 'until', 'use', 'with'];
const form = (
  title: string,
  required: Record<string, TSchema>,
  optional: Record<string, TSchema> = {},
): TSchema => map(required, optional, { title, otherForms: FORMS, later: LATER });

export function networkSchemas(words: WordSchemas): Record<string, TSchema> {
  const layers = Type.Unsafe({
    type: 'array',
    items: ref('layer'),
    description: 'Layers, each on the output of the one before.',
    expected: 'a list of layers',
  });
  const input = { input: ref('input_shape') };
  const inputs = {
    inputs: named(
      ref('input_shape'),
      'Inputs by name, in the order in which a call gives them; the first layer of a chain takes all of them.',
      1,
    ),
  };
  const chain = { layers };
  const nodes = {
    nodes: named(
      ref('node'),
      'Layers and expressions by name; each sees the inputs (a single one is called `input`) and the nodes before it.',
      1,
    ),
    outputs: oneOrMore(
      name('A node.'),
      'Nodes that others may use; the first is the main one.',
      'a list of nodes',
    ),
  };
  return {
    network: Type.Unsafe({
      ...either(
        [
          [
            has('like'),
            form('Network like another', {
              like: name('The network whose layers it has; the weights are its own.'),
            }),
          ],
          [
            has('weights'),
            form(
              'Bare weight',
              { weights: ref('shape') },
              { initializer: Type.Unsafe({ ...words.initializer, default: 'glorot_uniform' }) },
            ),
          ],
          [
            { type: 'object', required: ['nodes', 'inputs'] },
            form('Network of nodes with several inputs', { ...inputs, ...nodes }),
          ],
          [has('nodes'), form('Network of nodes', { ...input, ...nodes })],
          [has('inputs'), form('Chain of layers with several inputs', { ...inputs, ...chain })],
        ],
        form('Chain of layers', { ...input, ...chain }),
      ),
      title: 'Network',
      description: 'A network: a chain of layers, named nodes, the copy of a shape, or a bare weight.',
      expected: 'a network, a map',
    }),
    layer: Type.Unsafe({
      ...either(
        [
          [{ type: 'string' }, words.layerName],
          [
            has('residual'),
            map(
              { residual: layers },
              {
                name: name(
                  'Name of the sum, a layer `Add` that puts the input to what the layers make; by default made of its kind.',
                ),
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
      ...either([[isMap, words.node]], expression('An expression over the inputs and the nodes before.')),
      title: 'Node',
      description: 'A layer, or an expression over the inputs and the nodes before it.',
      expected: 'a layer or an expression',
    }),
  };
}

export const modelSchema: TSchema = Type.Unsafe({
  ...either(
    [
      [
        isMap,
        map(
          {
            inputs: named(inputShape, 'Inputs by name, in the order in which a call gives them.', 1),
            outputs: oneOrMore(
              name('A wire.'),
              'Wires that come out; the first is the main one.',
              'a list of wires',
            ),
          },
          {
            wires: named(
              expression('What the wire carries, made of the inputs and the wires before it.'),
              'Values by name.',
            ),
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
