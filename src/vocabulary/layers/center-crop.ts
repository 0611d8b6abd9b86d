import { Type } from '../typebox-builders.js';
import { shapeText } from '../tensor-shape.js';
import { defineLayer, inputOfRank, layerError, ok, onlyInput } from './define-layer.js';

const side = (what: string) => Type.Integer({ minimum: 1, description: `${what} of the part.` });

/**
 * Keras 3's layers/preprocessing/image_preprocessing/center_crop.py, which enlarges smaller images; here they are an
 * error, since Resizing does that.
 */
export const centerCrop = defineLayer({
  name: 'CenterCrop',
  summary: 'The middle part of the image.',
  args: Type.Object({ height: side('Height'), width: side('Width') }, { additionalProperties: false }),
  outputShape(inputs, { height, width }) {
    const image = inputOfRank(inputs, 3);
    if (!image.ok) return image;
    const [high = 1, wide = 1, channels = 1] = image.value;
    if (high < height || wide < width)
      return layerError(
        `a part of ${height} x ${width} is larger than the image, which is ${shapeText(image.value)}`,
        high < height ? 'height' : 'width',
        'Resizing enlarges an image',
      );
    return ok([height, width, channels]);
  },
  // That of tfjs writes its own size into the shape of its input.
  lower: () => '',
  call(inputs, { height, width }, _weights, { tf }) {
    const image = onlyInput(inputs);
    const [batch = 1, high = 1, wide = 1, channels = 1] = image.shape;
    const start = [0, Math.floor((high - height) / 2), Math.floor((wide - width) / 2), 0];
    return tf.slice(image, start, [batch, height, width, channels]);
  },
});
