import type { ResolvedArguments, Tensor, WeightRule } from '../definition-types.js';
import { drawsNoise } from '../layer-properties.js';
import { Type } from '../typebox-builders.js';
import { defineLayer, ok } from './define-layer.js';
import { gru } from './gru.js';
import { lstm } from './lstm.js';
import {
  checkedNestedLayer,
  holdsForNestedLayer,
  nestedLayer,
  nestedLayerArguments,
} from './nested-layer.js';
import { simpleRnn } from './simple-rnn.js';

const RECURRENT = [simpleRnn, lstm, gru];
const WAYS = ['forward', 'backward'] as const;

/** The same layer, with the direction of its way. */
const argumentsOf = (args: ResolvedArguments, way: (typeof WAYS)[number]): ResolvedArguments => ({
  ...args,
  go_backwards: (way === 'backward') !== args.go_backwards,
});

const prefixed = (way: string, rules: readonly WeightRule[]) =>
  rules.map((rule) => ({ ...rule, name: `${way}_${rule.name}` }));

/** Schuster, Paliwal 1997; Keras 3's layers/rnn/bidirectional.py. */
export const bidirectional = defineLayer({
  name: 'Bidirectional',
  summary:
    'Goes through a series forward and, with weights of their own, backward: `Bidirectional: {LSTM: 16}`.',
  args: Type.Object(
    {
      ...nestedLayerArguments(RECURRENT),
      merge_mode: Type.Union(
        [Type.Literal('concat'), Type.Literal('sum'), Type.Literal('mul'), Type.Literal('ave')],
        {
          default: 'concat',
          description: 'How the outputs of both ways are joined: one behind the other, sum, product or mean.',
        },
      ),
    },
    { additionalProperties: false },
  ),
  noise: (args) => holdsForNestedLayer(RECURRENT, args, drawsNoise),
  recurrent: true,
  outputShape(inputs, args) {
    const inner = nestedLayer(RECURRENT, args);
    if (!inner.ok) return inner;
    const shape = inner.value.definition.outputShape(inputs, inner.value.args);
    if (!shape.ok) return { ok: false, problem: shape.problem, ...(shape.hint ? { hint: shape.hint } : {}) };
    const features = shape.value.at(-1)! * (args.merge_mode === 'concat' ? 2 : 1);
    return ok([...shape.value.slice(0, -1), features]);
  },
  weights(inputs, args) {
    const { definition, args: own } = checkedNestedLayer(RECURRENT, args);
    return WAYS.flatMap((way) => prefixed(way, definition.weights(inputs, argumentsOf(own, way))));
  },
  lower(tf, args, name) {
    const { definition, args: own } = checkedNestedLayer(RECURRENT, args);
    const layer = definition.lower(tf, own, `${name}_${definition.name.toLowerCase()}`);
    if (typeof layer === 'string') return `of ${definition.name} ${layer}`.trim();
    return tf.layers.bidirectional({ name, layer: layer as never, mergeMode: args.merge_mode });
  },
  call(inputs, args, weights, context) {
    const { tf } = context;
    const { definition, args: own } = checkedNestedLayer(RECURRENT, args);
    const [forward, backward] = WAYS.map((way): Tensor => {
      const found = Object.entries(weights).filter(([name]) => name.startsWith(`${way}_`));
      const ownWeights = Object.fromEntries(
        found.map(([name, weight]) => [name.slice(way.length + 1), weight]),
      );
      return definition.call!(inputs, argumentsOf(own, way), ownWeights, context);
    }) as [Tensor, Tensor];
    const turned = own.return_sequences ? tf.reverse(backward, 1) : backward;
    switch (args.merge_mode) {
      case 'concat':
        return tf.concat([forward, turned], -1);
      case 'sum':
        return tf.add(forward, turned);
      case 'mul':
        return tf.mul(forward, turned);
      case 'ave':
        return tf.div(tf.add(forward, turned), 2);
    }
  },
});
