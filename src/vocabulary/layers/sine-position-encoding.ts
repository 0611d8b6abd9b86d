import { Type } from '../typebox-builders.js';
import { defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import { forEachExample } from './for-each-example.js';

/** Vaswani et al. 2017; KerasHub's layers/modeling/sine_position_encoding.py: sines at even, cosines at odd features. */
export const sinePositionEncoding = defineLayer({
  name: 'SinePositionEncoding',
  summary:
    'Sines and cosines of the place in a series, of whose numbers it reads none: `residual: [SinePositionEncoding]` adds them to the series.',
  args: Type.Object(
    {
      max_wavelength: Type.Number({
        default: 10000,
        exclusiveMinimum: 1,
        description: 'Upper limit of the wavelengths, in steps, which begin at 2 pi.',
      }),
    },
    { additionalProperties: false },
  ),
  main: 'max_wavelength',
  stopsGradient: true,
  outputShape: (inputs) => inputOfRank(inputs, 2),
  lower: () => '',
  call(inputs, { max_wavelength }, _weights, { tf }) {
    const x = onlyInput(inputs);
    const [, steps = 1, features = 1] = x.shape;
    const encoded = Float32Array.from({ length: steps * features }, (_, at) => {
      const [place, feature] = [Math.floor(at / features), at % features];
      const angle = place * max_wavelength ** ((-2 * Math.floor(feature / 2)) / features);
      return feature % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    });
    return forEachExample(tf, tf.tensor2d(encoded, [steps, features]), x);
  },
});
