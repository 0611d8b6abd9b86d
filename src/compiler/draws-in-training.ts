import { drawsNoise, layers } from '../vocabulary/index.js';
import type { Wire } from './program.js';

/** Whether a wire is a layer that draws in training and not in inference: dropout, noise. */
export function drawsInTraining(wire: Wire): boolean {
  if (wire.op !== 'layer') return false;
  const layer = layers.get(wire.layer);
  return layer !== undefined && drawsNoise(layer, wire.args);
}
