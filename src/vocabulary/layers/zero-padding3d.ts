import { Type } from '../typebox-builders.js';
import { ok, defineLayer, inputOfRank, onlyInput } from './define-layer.js';
import { volumeEdges, volumeEdgesArgument } from './volume-edges.js';

export const zeroPadding3d = defineLayer({
  name: 'ZeroPadding3D',
  summary: 'Zeros around the volume.',
  args: Type.Object({ padding: volumeEdgesArgument('How many.') }, { additionalProperties: false }),
  main: 'padding',
  outputShape(inputs, { padding }) {
    const volume = inputOfRank(inputs, 4);
    if (!volume.ok) return volume;
    const edges = [...volumeEdges(padding), [0, 0] as const];
    return ok(volume.value.map((side, at) => side + edges[at]![0] + edges[at]![1]));
  },
  lower: () => '',
  call: (inputs, { padding }, _weights, { tf }) =>
    tf.pad(onlyInput(inputs), [[0, 0], ...volumeEdges(padding), [0, 0]]),
});
