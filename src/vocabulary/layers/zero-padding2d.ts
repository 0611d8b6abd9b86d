import { Type } from '../schema.js';
import { fine, layer, ofRank, only } from './define.js';
import { edges, edgesArgument, forms } from './edges.js';

export const zeroPadding2d = layer({
  name: 'ZeroPadding2D',
  summary: 'Rows and columns of zeros around the image.',
  args: Type.Object(
    { padding: edgesArgument({ default: 1, description: `How many. ${forms}` }) },
    { additionalProperties: false },
  ),
  main: 'padding',
  outputShape(inputs, { padding }) {
    const image = ofRank(inputs, 3);
    if (!image.ok) return image;
    const [height = 1, width = 1, channels = 1] = image.value;
    const [[top, bottom], [left, right]] = edges(padding);
    return fine([height + top + bottom, width + left + right, channels]);
  },
  lower: (tf, { padding }, name) => tf.layers.zeroPadding2d({ name, padding: edges(padding) }),
  call: (inputs, { padding }, _weights, { tf }) => tf.pad(only(inputs), [[0, 0], ...edges(padding), [0, 0]]),
});
