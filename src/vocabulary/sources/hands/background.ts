import { IMAGE_SIZE, type Rgb } from './paint.js';
import type { RandomSampler } from './random-sampler.js';
import { unitVectorAt, mix, smoothstep } from './stroke-distance.js';

/** Walls, curtains, table tops. */
const WALL_COLOURS: readonly Rgb[] = [
  [0.82, 0.79, 0.74],
  [0.74, 0.75, 0.76],
  [0.88, 0.87, 0.84],
  [0.62, 0.64, 0.66],
  [0.66, 0.57, 0.47],
  [0.55, 0.63, 0.68],
  [0.7, 0.72, 0.62],
  [0.42, 0.42, 0.45],
];

/** A wall lit from one side, with blotches, and sometimes an edge where another surface begins. */
export function renderBackground(sampler: RandomSampler): Float32Array {
  const [r, g, b] = sampler.pick(WALL_COLOURS);
  const bright = sampler.between(0.8, 1.12);
  const base: Rgb = [
    r * bright + sampler.aroundZero(0.05),
    g * bright + sampler.aroundZero(0.05),
    b * bright + sampler.aroundZero(0.05),
  ];
  const slope = unitVectorAt(sampler.between(-180, 180));
  const strength = sampler.between(0, 0.16);
  const blotches = Array.from({ length: 3 }, () => ({
    x: sampler.between(-1, 1),
    y: sampler.between(-1, 1),
    size: sampler.between(0.4, 1.1),
    depth: sampler.aroundZero(0.14),
  }));
  const edge = {
    there: sampler.withProbability(0.35),
    way: unitVectorAt(sampler.pick([-90, 0, 90]) + sampler.aroundZero(12)),
    at: sampler.between(0.35, 0.95),
    change: sampler.aroundZero(0.3),
  };
  const pixels = new Float32Array(IMAGE_SIZE * IMAGE_SIZE * 3);
  for (let row = 0, at = 0; row < IMAGE_SIZE; row++) {
    const y = 1 - (2 * row + 1) / IMAGE_SIZE;
    for (let column = 0; column < IMAGE_SIZE; column++) {
      const x = (2 * column + 1) / IMAGE_SIZE - 1;
      let level = 1 + strength * (x * slope.x + y * slope.y);
      for (const { x: cx, y: cy, size, depth } of blotches) {
        const far = ((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (size * size);
        if (far < 1) level += depth * (1 - far) * (1 - far);
      }
      if (edge.there) {
        const beyond = smoothstep(-0.03, 0.03, x * edge.way.x + y * edge.way.y - edge.at);
        level *= mix(1, 1 + edge.change, beyond);
      }
      for (let c = 0; c < 3; c++) pixels[at++] = base[c]! * level;
    }
  }
  return pixels;
}
