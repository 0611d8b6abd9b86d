import { Type } from '../typebox-builders.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import { endWidths, endWidthsArgument, endWidthsFormsText } from './edge-widths.js';

export const zeroPadding1d = defineLayer({
  name: 'ZeroPadding1D',
  summary: 'Steps of zeros before and after the series.',
  args: Type.Object(
    { padding: endWidthsArgument({ default: 1, description: `How many. ${endWidthsFormsText}` }) },
    { additionalProperties: false },
  ),
  main: 'padding',
  outputShape(inputs, { padding }) {
    const series = inputOfRank(inputs, 2);
    if (!series.ok) return series;
    const [steps = 1, channels = 1] = series.value;
    const [before, after] = endWidths(padding);
    return ok([before + steps + after, channels]);
  },
  lower: () => '',
  call: (inputs, { padding }, _weights, { tf }) =>
    tf.pad(onlyInput(inputs), [[0, 0], endWidths(padding), [0, 0]]),
});
