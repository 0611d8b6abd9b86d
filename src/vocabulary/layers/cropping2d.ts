import { Type } from '../typebox-builders.js';
import { ok, defineLayer, inputOfRank, onlyInput, layerError } from './define-layer.js';
import { edgeWidths, edgeWidthsArgument, edgeWidthsFormsText } from './edge-widths.js';
import { shapeText } from '../tensor-shape.js';

export const cropping2d = defineLayer({
  name: 'Cropping2D',
  summary: 'Cuts rows and columns off the edges of the image.',
  args: Type.Object(
    { cropping: edgeWidthsArgument({ default: 0, description: `How many. ${edgeWidthsFormsText}` }) },
    { additionalProperties: false },
  ),
  main: 'cropping',
  outputShape(inputs, { cropping }) {
    const image = inputOfRank(inputs, 3);
    if (!image.ok) return image;
    const [height = 1, width = 1, channels = 1] = image.value;
    const [[top, bottom], [left, right]] = edgeWidths(cropping);
    const [high, wide] = [height - top - bottom, width - left - right];
    if (high < 1 || wide < 1) return layerError(`nothing of ${shapeText(image.value)} is left`, 'cropping');
    return ok([high, wide, channels]);
  },
  lower: (tf, { cropping }, name) => tf.layers.cropping2D({ name, cropping: edgeWidths(cropping) }),
  call(inputs, { cropping }, _weights, { tf }) {
    const [batch = 1, height = 1, width = 1, channels = 1] = onlyInput(inputs).shape;
    const [[top, bottom], [left, right]] = edgeWidths(cropping);
    return tf.slice(
      onlyInput(inputs),
      [0, top, left, 0],
      [batch, height - top - bottom, width - left - right, channels],
    );
  },
});
