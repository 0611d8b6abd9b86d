import { shapeText } from '../tensor-shape.js';
import { Type } from '../typebox-builders.js';
import { ok, defineLayer, inputOfRank, layerError, onlyInput } from './define-layer.js';
import { volumeEdges, volumeEdgesArgument } from './volume-edges.js';

export const cropping3d = defineLayer({
  name: 'Cropping3D',
  summary: 'Cuts places off the faces of the volume.',
  args: Type.Object({ cropping: volumeEdgesArgument('How many.') }, { additionalProperties: false }),
  main: 'cropping',
  outputShape(inputs, { cropping }) {
    const volume = inputOfRank(inputs, 4);
    if (!volume.ok) return volume;
    const edges = [...volumeEdges(cropping), [0, 0] as const];
    const left = volume.value.map((side, at) => side - edges[at]![0] - edges[at]![1]);
    if (left.some((side) => side < 1))
      return layerError(`nothing of ${shapeText(volume.value)} is left`, 'cropping');
    return ok(left);
  },
  lower: () => '',
  call(inputs, { cropping }, _weights, { tf }) {
    const x = onlyInput(inputs);
    const edges = [[0, 0], ...volumeEdges(cropping), [0, 0]];
    return tf.slice(
      x,
      edges.map(([before = 0]) => before),
      x.shape.map((side, at) => side - edges[at]![0]! - edges[at]![1]!),
    );
  },
});
