import { detachTensor } from '../detach-tensor.js';
import type { LayerDefinition, Tensor, TfCore } from '../definition-types.js';
import { stopsGradient } from '../layer-properties.js';
import { Type } from '../typebox-builders.js';
import { toUnitLength } from '../unit-length.js';
import { resolveInitializer } from './arguments.js';
import { conv1d } from './conv1d.js';
import { conv1dTranspose } from './conv1d-transpose.js';
import { conv2d } from './conv2d.js';
import { conv2dTranspose } from './conv2d-transpose.js';
import { requiredWeight } from './convolution-arguments.js';
import { defineLayer, layerError, onlyInput } from './define-layer.js';
import { dense } from './dense.js';
import { embedding } from './embedding.js';
import {
  checkedNestedLayer,
  holdsForNestedLayer,
  nestedLayer,
  nestedLayerArguments,
} from './nested-layer.js';

const WITH_KERNEL: readonly LayerDefinition[] = [
  dense,
  conv1d,
  conv1dTranspose,
  conv2d,
  conv2dTranspose,
  embedding,
];

const kernelOf = ({ name }: LayerDefinition): string => (name === 'Embedding' ? 'embeddings' : 'kernel');

const unit = (tf: TfCore, row: Tensor): Tensor => toUnitLength(tf, row, -1, 1e-6);

/**
 * Miyato et al. 2018. The largest singular value is estimated by power iteration on `vector_u`, as in Keras 3's
 * layers/normalization/spectral_normalization.py; the kernel itself stays as it is (Keras divides it in place), and
 * gradients pass through the division, as in the paper.
 */
export const spectralNormalization = defineLayer({
  name: 'SpectralNormalization',
  summary:
    'Another layer with its kernel divided by its largest singular value: `SpectralNormalization: {Dense: {units: 8}}`.',
  args: Type.Object(
    {
      ...nestedLayerArguments(WITH_KERNEL),
      power_iterations: Type.Integer({
        default: 1,
        minimum: 1,
        maximum: 64,
        description: 'Steps of the power iteration in each step of training.',
      }),
    },
    { additionalProperties: false },
  ),
  stopsGradient: (args) => holdsForNestedLayer(WITH_KERNEL, args, stopsGradient),
  outputShape(inputs, args) {
    const inner = nestedLayer(WITH_KERNEL, args);
    if (!inner.ok) return inner;
    const { definition, args: own } = inner.value;
    const shape = definition.outputShape(inputs, own);
    return shape.ok ? shape : layerError(shape.problem, definition.name, shape.hint);
  },
  weights(inputs, args) {
    const { definition, args: own } = checkedNestedLayer(WITH_KERNEL, args);
    const rules = definition.weights(inputs, own);
    const kernel = rules.find(({ name }) => name === kernelOf(definition))!;
    return [
      ...rules,
      {
        name: 'vector_u',
        shape: [1, kernel.shape.at(-1) ?? 1],
        initializer: resolveInitializer({ truncated_normal: { stddev: 0.02 } }),
        trainable: false,
      },
    ];
  },
  lower: () => '',
  call(inputs, args, weights, context) {
    const { tf, mode } = context;
    const { definition, args: own } = checkedNestedLayer(WITH_KERNEL, args);
    const kernel = requiredWeight(weights, kernelOf(definition));
    const matrix = tf.reshape(kernel, [-1, kernel.shape.at(-1) ?? 1]);
    const still = detachTensor(tf, matrix);
    let u = unit(tf, requiredWeight(weights, 'vector_u'));
    let v = unit(tf, tf.matMul(u, still, false, true));
    if (mode === 'train') {
      for (let round = 1; ; round++) {
        u = unit(tf, tf.matMul(v, still));
        if (round === args.power_iterations) break;
        v = unit(tf, tf.matMul(u, still, false, true));
      }
      context.assign('vector_u', u);
    }
    const largest = tf.sum(tf.mul(tf.matMul(v, matrix), u));
    const normal = { ...weights, [kernelOf(definition)]: tf.div(kernel, largest) };
    return definition.call!([onlyInput(inputs)], own, normal, context);
  },
});
