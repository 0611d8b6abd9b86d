import { Type, type TSchema } from 'typebox';
import { count, either, expression, has, isList, isMap, map, name, named, oneOrMore, ref } from './parts.js';
import type { WordSchemas } from './words.js';

export const shape = Type.Array(count(1, 'One side of the shape.'), {
  description: 'Shape of one example, without the batch: [28, 28, 1].',
  expected: 'a shape, a list of whole numbers',
});

/** `[28, 28, 1]`, or a network: the shape of its output. */
export const inputShape: TSchema = Type.Unsafe({
  ...either([[isList, shape]], name('A network: the shape of its output.')),
  description: 'The shape of one example, or the name of a network: the shape of its output.',
  expected: 'a shape or the name of a network',
});

const FORMS = ['input', 'inputs', 'layers', 'nodes', 'outputs', 'like', 'weights', 'initializer'];
const LATER = ['load', 'until', 'use', 'with'];
const form = (required: Record<string, TSchema>, optional: Record<string, TSchema> = {}): TSchema =>
  map(required, optional, { otherForms: FORMS, later: LATER });

export function networkSchemas(words: WordSchemas): Record<string, TSchema> {
  const layers = Type.Unsafe({
    type: 'array',
    items: ref('layer'),
    description: 'Layers, each on the output of the one before.',
    expected: 'a list of layers',
  });
  const input = { input: ref('input_shape') };
  const inputs = { inputs: named(ref('input_shape'), 'Inputs by name.', 1) };
  const chain = { layers };
  const nodes = {
    nodes: named(ref('node'), 'Named layers and expressions.', 1),
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
          [has('like'), form({ like: name('The network whose shape is taken; the weights are its own.') })],
          [has('weights'), form({ weights: ref('shape') }, { initializer: words.initializer })],
          [{ type: 'object', required: ['nodes', 'inputs'] }, form({ ...inputs, ...nodes })],
          [has('nodes'), form({ ...input, ...nodes })],
          [has('inputs'), form({ ...inputs, ...chain })],
        ],
        form({ ...input, ...chain }),
      ),
      description: 'A network: a chain of layers, named nodes, the copy of a shape, or a bare weight.',
      expected: 'a network, a map',
    }),
    layer: Type.Unsafe({
      ...either(
        [
          [{ type: 'string' }, words.layerName],
          [has('residual'), map({ residual: layers }, { name: name('Name of the sum.') })],
          ...words.loops(layers),
        ],
        words.layer,
      ),
      expected: 'a layer',
    }),
    node: Type.Unsafe({
      ...either([[isMap, words.node]], expression('An expression over the nodes before.')),
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
            inputs: named(inputShape, 'Inputs by name.', 1),
            outputs: oneOrMore(name('A wire.'), 'Wires that come out.', 'a list of wires'),
          },
          { wires: named(expression('What the wire carries.'), 'Wires by name.') },
        ),
      ],
    ],
    Type.String({ description: 'Networks in a row: encoder -> decoder.' }),
  ),
  description: 'How networks are wired.',
  expected: 'an expression, or a map with `inputs`, `wires` and `outputs`',
});
