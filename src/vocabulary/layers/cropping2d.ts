import { Type } from '../schema.js';
import { fine, layer, ofRank, only, refused, said } from './define.js';
import { edges, edgesArgument, forms } from './edges.js';

export const cropping2d = layer({
  name: 'Cropping2D',
  summary: 'Cuts rows and columns off the edges of the image.',
  args: Type.Object(
    { cropping: edgesArgument({ default: 0, description: `How many. ${forms}` }) },
    { additionalProperties: false },
  ),
  main: 'cropping',
  outputShape(inputs, { cropping }) {
    const image = ofRank(inputs, 3);
    if (!image.ok) return image;
    const [height = 1, width = 1, channels = 1] = image.value;
    const [[top, bottom], [left, right]] = edges(cropping);
    const [high, wide] = [height - top - bottom, width - left - right];
    if (high < 1 || wide < 1) return refused(`nothing of ${said(image.value)} is left`, 'cropping');
    return fine([high, wide, channels]);
  },
  lower: (tf, { cropping }, name) => tf.layers.cropping2D({ name, cropping: edges(cropping) }),
  call(inputs, { cropping }, _weights, { tf }) {
    const [batch = 1, height = 1, width = 1, channels = 1] = only(inputs).shape;
    const [[top, bottom], [left, right]] = edges(cropping);
    return tf.slice(
      only(inputs),
      [0, top, left, 0],
      [batch, height - top - bottom, width - left - right, channels],
    );
  },
});
