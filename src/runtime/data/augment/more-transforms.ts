/** What torchvision has and Keras's ImageDataGenerator lacks: crops, colours, blur, erased parts. */
import type { Augmentation } from '../../../compiler/index.js';
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation } from './colour.js';
import { gaussianBlur } from './gaussian-blur.js';
import { DRAWS_PER_PART, drawPart, erasePart, middlePart, resizePart } from './image-parts.js';

type Shape = readonly [height: number, width: number, channels: number];

/** Where the draws of each transform begin. Each has its place whether it is used or not. */
const AT = {
  colour: 0,
  grey: 6,
  blur: 7,
  cutout: 9,
  eraseOften: 11,
  crop: 12,
  erase: 14,
  resizedCrop: 14 + DRAWS_PER_PART,
};
export const DRAWS_OF_MORE = 14 + 2 * DRAWS_PER_PART;

const MORE_KEYS = ['crop', 'resized_crop', 'colour', 'grey', 'blur', 'erase', 'cutout'] as const;

export const hasMoreTransforms = (augmentation: Augmentation): boolean =>
  MORE_KEYS.some((key) => augmentation[key] !== undefined);

/** A crop of the padded image is a shift by whole pixels: [down, right]. */
export function cropShift({ crop = 0 }: Augmentation, uniforms: ArrayLike<number>): [number, number] {
  const drawn = (at: number) => Math.floor(uniforms[AT.crop + at]! * (2 * crop + 1)) - crop;
  return [drawn(0), drawn(1)];
}

/**
 * Crops a part and resizes it; before everything else.
 *
 * @param uniforms DRAWS_OF_MORE numbers in [0, 1)
 */
export function applyResizedCrop(
  image: Float32Array,
  shape: Shape,
  { resized_crop: crop }: Augmentation,
  uniforms: Float32Array,
  scratch: Float32Array,
): void {
  if (!crop) return;
  const sides = [shape[0], shape[1]] as const;
  const part = drawPart(crop, sides, uniforms.subarray(AT.resizedCrop), true) ?? middlePart(crop, sides);
  scratch.set(image);
  resizePart(scratch, shape, part, image);
}

/** Colours, grey, blur, erased part, cutout, in this order; after what moves the image. */
export function applyMoreTransforms(
  image: Float32Array,
  shape: Shape,
  { colour, grey, blur, erase, cutout }: Augmentation,
  uniforms: Float32Array,
  scratch: Float32Array,
): void {
  const [height, width, channels] = shape;
  if (colour && uniforms[AT.colour]! < colour.probability) jitter(image, channels, colour, uniforms);
  if (grey !== undefined && uniforms[AT.grey]! < grey) adjustSaturation(image, channels, 0);
  if (blur && uniforms[AT.blur]! < blur.probability) {
    const [from, to] = blur.sigma;
    gaussianBlur(image, shape, blur.kernel_size, from + (to - from) * uniforms[AT.blur + 1]!, scratch);
  }
  if (erase && uniforms[AT.eraseOften]! < erase.probability) {
    const part = drawPart(erase, [height, width], uniforms.subarray(AT.erase), false);
    if (part) erasePart(image, shape, part, erase.value);
  }
  if (cutout !== undefined) {
    const half = Math.floor(cutout / 2);
    const top = Math.floor(uniforms[AT.cutout]! * height) - half;
    const left = Math.floor(uniforms[AT.cutout + 1]! * width) - half;
    erasePart(image, shape, { top, left, height: cutout, width: cutout }, 0);
  }
}

/** Four changes in one of their 24 orders. */
function jitter(
  image: Float32Array,
  channels: number,
  { brightness, contrast, saturation, hue }: NonNullable<Augmentation['colour']>,
  uniforms: Float32Array,
): void {
  const factor = (range: number, draw: number) => {
    const from = Math.max(0, 1 - range);
    return from + (1 + range - from) * uniforms[AT.colour + draw]!;
  };
  const changes = [
    () => brightness > 0 && adjustBrightness(image, factor(brightness, 2)),
    () => contrast > 0 && adjustContrast(image, channels, factor(contrast, 3)),
    () => saturation > 0 && adjustSaturation(image, channels, factor(saturation, 4)),
    () => hue > 0 && adjustHue(image, channels, hue * (2 * uniforms[AT.colour + 5]! - 1)),
  ];
  let order = Math.floor(uniforms[AT.colour + 1]! * 24);
  for (let left = 4; left > 0; left--) {
    const [change] = changes.splice(order % left, 1);
    order = Math.floor(order / left);
    change!();
  }
}
