import { drawNormal, drawTruncatedNormal, drawUniform } from './random-draws.js';
import type { DrawSource, Shape } from '../definition-types.js';
import { shapeSize } from '../tensor-shape.js';

export type FanMode = 'fan_in' | 'fan_out' | 'fan_avg';
export type ScalingDistribution = 'truncated_normal' | 'untruncated_normal' | 'uniform';

/** Standard deviation of a standard normal truncated at 2, as Keras 3 has it. */
const TRUNCATED_NORMAL_STDDEV = 0.87962566103423978;

/**
 * Fan-in and fan-out of a weight, as `compute_fans` of Keras 3's initializers/random_initializers.py: the last two
 * dimensions are units in and units out, the dimensions before them the receptive field.
 */
function computeFans(shape: Shape): { in: number; out: number } {
  if (shape.length < 2) {
    const only = shape[0] ?? 1;
    return { in: only, out: only };
  }
  const window = shapeSize(shape.slice(0, -2));
  return { in: (shape.at(-2) as number) * window, out: (shape.at(-1) as number) * window };
}

/** Random values with variance `scale` / fan; `VarianceScaling` of Keras 3's initializers/random_initializers.py. */
export function drawScaledByFans(
  shape: Shape,
  scale: number,
  mode: FanMode,
  distribution: ScalingDistribution,
  draws: DrawSource,
): Float32Array {
  const units = computeFans(shape);
  const count = mode === 'fan_in' ? units.in : mode === 'fan_out' ? units.out : (units.in + units.out) / 2;
  const variance = scale / Math.max(1, count);
  const size = shapeSize(shape);
  switch (distribution) {
    case 'truncated_normal':
      return drawTruncatedNormal(size, 0, Math.sqrt(variance) / TRUNCATED_NORMAL_STDDEV, draws);
    case 'untruncated_normal':
      return drawNormal(size, 0, Math.sqrt(variance), draws);
    case 'uniform': {
      const limit = Math.sqrt(3 * variance);
      return drawUniform(size, -limit, limit, draws);
    }
  }
}
