import { background } from './background.js';
import { crease, paint, SIZE, type Canvas, type Colour, type Light } from './canvas.js';
import { chance as chanceOf, type Chance } from './chance.js';
import { pose } from './pose.js';
import { direction, mix, type Stroke } from './shapes.js';

/** Skin from light to dark, as a camera sees it. */
const SKIN: readonly Colour[] = [
  [0.95, 0.77, 0.67],
  [0.9, 0.69, 0.56],
  [0.82, 0.6, 0.46],
  [0.69, 0.47, 0.34],
  [0.53, 0.35, 0.25],
  [0.41, 0.27, 0.2],
];

const SLEEVES: readonly Colour[] = [
  [0.2, 0.24, 0.36],
  [0.75, 0.76, 0.78],
  [0.16, 0.16, 0.17],
  [0.5, 0.2, 0.2],
  [0.36, 0.42, 0.34],
];

function light(chance: Chance): Light {
  const side = direction(chance.between(-100, 100));
  const steep = chance.between(0.35, 0.75);
  const flat = Math.sqrt(1 - steep * steep);
  const warm = chance.about0(0.06);
  const bright = chance.between(0.85, 1.12);
  return {
    from: [side.x * steep, side.y * steep, flat],
    ambient: chance.between(0.45, 0.65),
    tint: [bright * (1 + warm), bright, bright * (1 - warm)],
  };
}

function skin(chance: Chance): Colour {
  const tone = chance.between(0, SKIN.length - 1.001);
  const first = SKIN[Math.floor(tone)]!;
  const second = SKIN[Math.floor(tone) + 1]!;
  const share = tone - Math.floor(tone);
  return [0, 1, 2].map((c) => mix(first[c]!, second[c]!, share)) as unknown as Colour;
}

/** The part of the forearm from `start` on (0 wrist, 1 its end), a little wider: a sleeve. */
const sleeveOn = ({ from, to }: Stroke, start: number): Stroke => ({
  from: { x: mix(from.x, to.x, start), y: mix(from.y, to.y, start), r: mix(from.r, to.r, start) * 1.25 },
  to: { ...to, r: to.r * 1.35 },
});

/** A picture of a hand that shows `count`: [64, 64, 3] bytes. `grain` seeds the noise of the camera. */
export function picture(count: number, draws: Float32Array, grain: number): Uint8Array {
  const chance = chanceOf(draws);
  const canvas: Canvas = { pixels: background(chance), light: light(chance) };
  const colour = skin(chance);
  const sleeve = chance.happens(0.4)
    ? { start: chance.between(0.08, 0.25), colour: chance.pick(SLEEVES) }
    : null;
  const noise = chance.between(0.008, 0.03);
  const hand = pose(count, chance);

  const onWall = { reach: 0.16 * hand.scale, depth: 0.22 };
  const onSkin = { reach: 0.06 * hand.scale, depth: 0.34 };
  paint(canvas, { strokes: [hand.forearm], blend: 0, colour, shadow: onWall, roundness: 0.8 });
  if (sleeve) {
    const strokes = [sleeveOn(hand.forearm, sleeve.start)];
    paint(canvas, { strokes, blend: 0, colour: sleeve.colour, shadow: onWall, roundness: 0.8 });
  }
  for (const finger of hand.raised) {
    const body = { strokes: [finger], blend: 0, colour, roundness: 0.85, joints: [0.42, 0.7], flush: 0.08 };
    paint(canvas, { ...body, shadow: onWall });
  }
  paint(canvas, {
    strokes: hand.palm,
    blend: 0.12 * hand.scale,
    colour,
    shadow: { reach: 0.05, depth: 0 },
    roundness: 0.55,
  });
  for (const line of hand.creases) crease(canvas, line, 0.16);
  for (const finger of hand.folded) {
    paint(canvas, { strokes: [finger], blend: 0, colour, shadow: onSkin, roundness: 0.85, flush: 0.06 });
  }
  return developed(canvas.pixels, noise, grain);
}

/** To bytes, with the noise of a camera. */
function developed(pixels: Float32Array, noise: number, grain: number): Uint8Array {
  const bytes = new Uint8Array(SIZE * SIZE * 3);
  let state = grain | 1;
  for (let i = 0; i < bytes.length; i++) {
    // xorshift32 (Marsaglia 2003): plenty for grain.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const off = ((state >>> 0) / 2 ** 32 + (state & 0xffff) / 2 ** 16 - 1) * noise;
    bytes[i] = Math.min(255, Math.max(0, Math.round((pixels[i]! + off) * 255)));
  }
  return bytes;
}
