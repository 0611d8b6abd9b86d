import { Type } from '../typebox-builders.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import { edgeWidths, edgeWidthsArgument, edgeWidthsFormsText } from './edge-widths.js';

export const zeroPadding2d = defineLayer({
  name: 'ZeroPadding2D',
  summary: 'Rows and columns of zeros around the image.',
  args: Type.Object(
    { padding: edgeWidthsArgument({ default: 1, description: `How many. ${edgeWidthsFormsText}` }) },
    { additionalProperties: false },
  ),
  main: 'padding',
  outputShape(inputs, { padding }) {
    const image = inputOfRank(inputs, 3);
    if (!image.ok) return image;
    const [height = 1, width = 1, channels = 1] = image.value;
    const [[top, bottom], [left, right]] = edgeWidths(padding);
    return ok([height + top + bottom, width + left + right, channels]);
  },
  lower: (tf, { padding }, name) => tf.layers.zeroPadding2d({ name, padding: edgeWidths(padding) }),
  call: (inputs, { padding }, _weights, { tf }) =>
    tf.pad(onlyInput(inputs), [[0, 0], ...edgeWidths(padding), [0, 0]]),
});
