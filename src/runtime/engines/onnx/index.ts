import type { Engine } from '../engine.js';

export function onnxEngine(): Engine {
  throw new Error('not there yet');
}
