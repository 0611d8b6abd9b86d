import { Type } from '../typebox-builders.js';
import { defineLayer, inputOfRank, ok, onlyInput } from './define-layer.js';
import { interpolationArgument, resizeImage } from './interpolation.js';

const side = (what: string) =>
  Type.Integer({ minimum: 1, description: `${what} of the image that comes out.` });

/** Keras 3's layers/preprocessing/image_preprocessing/resizing.py, as a part of the network, with its gradient. */
export const resizing = defineLayer({
  name: 'Resizing',
  summary: 'The image in another size.',
  args: Type.Object(
    { height: side('Height'), width: side('Width'), interpolation: interpolationArgument('bilinear') },
    { additionalProperties: false },
  ),
  outputShape(inputs, { height, width }) {
    const image = inputOfRank(inputs, 3);
    return image.ok ? ok([height, width, image.value[2] ?? 1]) : image;
  },
  // tfjs aligns the corners of pixels.
  lower: () => '',
  call: (inputs, { height, width, interpolation }, _weights, { tf }) =>
    resizeImage(tf, onlyInput(inputs), [height, width], interpolation),
});
