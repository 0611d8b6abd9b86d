/** Selection of weights: what `train`, `freeze` and assignments name. */
import { Type, type TSchema } from 'typebox';
import { conditionalSchema, isMap, mapSchema, nameSchema } from './schema-builders.js';

/** `network`, or `network/layer_*`. */
export const LAYER_PATTERN = '^[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z_][A-Za-z0-9_]*)*(/[A-Za-z0-9_*?]+)?$';

export const layerPatternSchema = Type.String({
  pattern: LAYER_PATTERN,
  title: 'Network, model or layers',
  description:
    'A network, a model (all networks that it calls), or layers of a network: encoder/latent, encoder/conv2d_* with * for any letters.',
  expected: '`network` or `network/layer`, with * for any letters',
});

const weightPatternSchema = Type.String({
  pattern: '^[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z_][A-Za-z0-9_]*)*(/[A-Za-z0-9_*?]+){0,2}$',
  title: 'Network, model, layers or weights',
  description:
    'A network, a model (all networks that it calls), layers of a network, or weights of layers: head/logits/kernel, head/*/kernel with * for any letters.',
  expected: '`network`, `network/layer` or `network/layer/weight`, with * for any letters',
});

export const selectorKeys = {
  until: nameSchema('Of the layers those up to this one, in the order of the network, and itself.'),
  kind: nameSchema('Of the layers those of this kind: BatchNormalization.'),
};

const selector = (pattern: TSchema): TSchema =>
  Type.Unsafe({
    ...conditionalSchema(
      [[isMap, mapSchema({ network: pattern }, selectorKeys, { title: 'Selection of layers' })]],
      pattern,
    ),
    expected: 'a network, a model, or a map with `network`',
  });

export const selectorSchema = selector(layerPatternSchema);

/** As `selectorSchema`, with weights of layers. */
export const weightSelectorSchema = selector(weightPatternSchema);
