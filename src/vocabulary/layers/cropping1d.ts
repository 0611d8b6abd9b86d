import { Type } from '../typebox-builders.js';
import { ok, defineLayer, inputOfRank, onlyInput, layerError } from './define-layer.js';
import { endWidths, endWidthsArgument, endWidthsFormsText } from './edge-widths.js';
import { shapeText } from '../tensor-shape.js';

export const cropping1d = defineLayer({
  name: 'Cropping1D',
  summary: 'Cuts steps off the ends of the series.',
  args: Type.Object(
    { cropping: endWidthsArgument({ default: 1, description: `How many. ${endWidthsFormsText}` }) },
    { additionalProperties: false },
  ),
  main: 'cropping',
  outputShape(inputs, { cropping }) {
    const series = inputOfRank(inputs, 2);
    if (!series.ok) return series;
    const [steps = 1, channels = 1] = series.value;
    const [before, after] = endWidths(cropping);
    const left = steps - before - after;
    if (left < 1) return layerError(`nothing of ${shapeText(series.value)} is left`, 'cropping');
    return ok([left, channels]);
  },
  lower: () => '',
  call(inputs, { cropping }, _weights, { tf }) {
    const [batch = 1, steps = 1, channels = 1] = onlyInput(inputs).shape;
    const [before, after] = endWidths(cropping);
    return tf.slice(onlyInput(inputs), [0, before, 0], [batch, steps - before - after, channels]);
  },
});
