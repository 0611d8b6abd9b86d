import type { LayerDefinition } from '../definition-types.js';
import { drawsNoise, stopsGradient } from '../layer-properties.js';
import { shapeText } from '../tensor-shape.js';
import { Type } from '../typebox-builders.js';
import { defineLayer, layerError, ok, onlyInput } from './define-layer.js';
import {
  checkedNestedLayer,
  holdsForNestedLayer,
  nestedLayer,
  nestedLayerArguments,
} from './nested-layer.js';

/**
 * Keras 3's layers/rnn/time_distributed.py. The steps are examples of one larger batch, so that a batch normalization
 * sees all of them at once.
 *
 * @param words the layers that it may be made of
 */
export const defineTimeDistributed = (words: readonly LayerDefinition[]): LayerDefinition =>
  defineLayer({
    name: 'TimeDistributed',
    summary:
      'Another layer, applied to each step of a series with the same weights: `TimeDistributed: {Conv2D: {filters: 8, kernel_size: 3}}`.',
    args: Type.Object(nestedLayerArguments(words), { additionalProperties: false }),
    noise: (args) => holdsForNestedLayer(words, args, drawsNoise),
    stopsGradient: (args) => holdsForNestedLayer(words, args, stopsGradient),
    outputShape(inputs, args) {
      const inner = nestedLayer(words, args);
      if (!inner.ok) return inner;
      const [steps, ...step] = onlyInput(inputs);
      if (steps === undefined || step.length === 0)
        return layerError(`an input of steps is needed; this one is ${shapeText(onlyInput(inputs))}`);
      const { definition, args: own } = inner.value;
      const shape = definition.outputShape([step], own);
      if (!shape.ok)
        return layerError(`\`${definition.name}\` on a step: ${shape.problem}`, definition.name, shape.hint);
      return ok([steps, ...shape.value]);
    },
    weights(inputs, args) {
      const { definition, args: own } = checkedNestedLayer(words, args);
      return definition.weights([onlyInput(inputs).slice(1)], own);
    },
    lower(tf, args, name) {
      const { definition, args: own } = checkedNestedLayer(words, args);
      const layer = definition.lower(tf, own, `${name}_${definition.name.toLowerCase()}`);
      if (typeof layer === 'string') return `of ${definition.name} ${layer}`.trim();
      return tf.layers.timeDistributed({ name, layer });
    },
    call(inputs, args, weights, context) {
      const { tf } = context;
      const { definition, args: own } = checkedNestedLayer(words, args);
      const x = onlyInput(inputs);
      const [batch = 1, steps = 1, ...step] = x.shape;
      const each = definition.call!([tf.reshape(x, [batch * steps, ...step])], own, weights, context);
      return tf.reshape(each, [batch, steps, ...each.shape.slice(1)]);
    },
  });
