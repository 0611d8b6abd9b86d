import { renderBackground } from './background.js';
import {
  paintCrease,
  paintBody,
  IMAGE_SIZE,
  type LitCanvas,
  type Rgb,
  type DirectionalLight,
} from './paint.js';
import { createRandomSampler as chanceOf, type RandomSampler } from './random-sampler.js';
import { randomHandPose } from './hand-pose.js';
import { unitVectorAt, mix, type Stroke } from './stroke-distance.js';

/** Skin from light to dark, as a camera sees it. */
const SKIN_COLOURS: readonly Rgb[] = [
  [0.95, 0.77, 0.67],
  [0.9, 0.69, 0.56],
  [0.82, 0.6, 0.46],
  [0.69, 0.47, 0.34],
  [0.53, 0.35, 0.25],
  [0.41, 0.27, 0.2],
];

const SLEEVE_COLOURS: readonly Rgb[] = [
  [0.2, 0.24, 0.36],
  [0.75, 0.76, 0.78],
  [0.16, 0.16, 0.17],
  [0.5, 0.2, 0.2],
  [0.36, 0.42, 0.34],
];

function randomLight(sampler: RandomSampler): DirectionalLight {
  const side = unitVectorAt(sampler.between(-100, 100));
  const steep = sampler.between(0.35, 0.75);
  const flat = Math.sqrt(1 - steep * steep);
  const warm = sampler.aroundZero(0.06);
  const bright = sampler.between(0.85, 1.12);
  return {
    from: [side.x * steep, side.y * steep, flat],
    ambient: sampler.between(0.45, 0.65),
    tint: [bright * (1 + warm), bright, bright * (1 - warm)],
  };
}

function randomSkinColour(sampler: RandomSampler): Rgb {
  const tone = sampler.between(0, SKIN_COLOURS.length - 1.001);
  const first = SKIN_COLOURS[Math.floor(tone)]!;
  const second = SKIN_COLOURS[Math.floor(tone) + 1]!;
  const share = tone - Math.floor(tone);
  return [0, 1, 2].map((c) => mix(first[c]!, second[c]!, share)) as unknown as Rgb;
}

/** The part of the forearm from `start` on (0 wrist, 1 its end), slightly wider: a sleeve. */
const sleeveStroke = ({ from, to }: Stroke, start: number): Stroke => ({
  from: { x: mix(from.x, to.x, start), y: mix(from.y, to.y, start), r: mix(from.r, to.r, start) * 1.25 },
  to: { ...to, r: to.r * 1.35 },
});

/** An image of a hand that shows `fingerCount` fingers: [64, 64, 3] bytes. `noiseSeed` seeds the sensor noise. */
export function renderHand(fingerCount: number, draws: Float32Array, noiseSeed: number): Uint8Array {
  const chance = chanceOf(draws);
  const canvas: LitCanvas = { pixels: renderBackground(chance), light: randomLight(chance) };
  const colour = randomSkinColour(chance);
  const sleeve = chance.withProbability(0.4)
    ? { start: chance.between(0.08, 0.25), colour: chance.pick(SLEEVE_COLOURS) }
    : null;
  const noise = chance.between(0.008, 0.03);
  const hand = randomHandPose(fingerCount, chance);

  const onWall = { reach: 0.16 * hand.scale, depth: 0.22 };
  const onSkin = { reach: 0.06 * hand.scale, depth: 0.34 };
  paintBody(canvas, { strokes: [hand.forearm], blend: 0, colour, shadow: onWall, roundness: 0.8 });
  if (sleeve) {
    const strokes = [sleeveStroke(hand.forearm, sleeve.start)];
    paintBody(canvas, { strokes, blend: 0, colour: sleeve.colour, shadow: onWall, roundness: 0.8 });
  }
  for (const finger of hand.raised) {
    const body = { strokes: [finger], blend: 0, colour, roundness: 0.85, joints: [0.42, 0.7], flush: 0.08 };
    paintBody(canvas, { ...body, shadow: onWall });
  }
  paintBody(canvas, {
    strokes: hand.palm,
    blend: 0.12 * hand.scale,
    colour,
    shadow: { reach: 0.05, depth: 0 },
    roundness: 0.55,
  });
  for (const line of hand.creases) paintCrease(canvas, line, 0.16);
  for (const finger of hand.folded) {
    paintBody(canvas, { strokes: [finger], blend: 0, colour, shadow: onSkin, roundness: 0.85, flush: 0.06 });
  }
  return toNoisyBytes(canvas.pixels, noise, noiseSeed);
}

/** Quantizes to bytes with simulated sensor noise. */
function toNoisyBytes(pixels: Float32Array, noise: number, noiseSeed: number): Uint8Array {
  const bytes = new Uint8Array(IMAGE_SIZE * IMAGE_SIZE * 3);
  let state = noiseSeed | 1;
  for (let i = 0; i < bytes.length; i++) {
    // xorshift32 (Marsaglia 2003), sufficient for noise.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const off = ((state >>> 0) / 2 ** 32 + (state & 0xffff) / 2 ** 16 - 1) * noise;
    bytes[i] = Math.min(255, Math.max(0, Math.round((pixels[i]! + off) * 255)));
  }
  return bytes;
}
