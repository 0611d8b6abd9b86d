/** Where the windows of convolutions and pooling lie, and by how much images grow. */
import type { KernelCall } from '../../capture/index.js';

/** A window that moves over an image: of a convolution or of pooling. Pairs are [down, across]. */
export interface WindowGeometry {
  kernel: [number, number];
  strides: [number, number];
  dilations: [number, number];
  /** top, left, bottom, right, as ONNX orders them. */
  pads: [number, number, number, number];
  /** Rows and columns at the end that no window reaches. */
  unused: [number, number];
}

const pair = (value: unknown): [number, number] => {
  const list = Array.isArray(value) ? (value as number[]) : [Number(value ?? 1), Number(value ?? 1)];
  return [list[0] ?? 1, list[1] ?? 1];
};

/**
 * Where the windows lie.
 *
 * @param imageShape shape of the image that windows move over, [batch, height, width, channels]
 * @param outputShape shape of the image with one pixel for each window
 */
export function windowGeometry(
  attrs: KernelCall['attrs'],
  kernel: readonly number[],
  imageShape: readonly number[],
  outputShape: readonly number[],
): WindowGeometry {
  const [strides, dilations] = [pair(attrs.strides), pair(attrs.dilations)];
  const before: number[] = [];
  const after: number[] = [];
  const unused: number[] = [];
  for (const axis of [0, 1] as const) {
    const [side, count] = [imageShape[axis + 1] ?? 1, outputShape[axis + 1] ?? 1];
    const reach = (count - 1) * strides[axis] + ((kernel[axis] ?? 1) - 1) * dilations[axis] + 1;
    const { pad } = attrs;
    const start =
      pad === 'valid'
        ? 0
        : pad === 'same'
          ? Math.floor(Math.max(0, reach - side) / 2)
          : Array.isArray(pad)
            ? Number((pad as number[][])[axis + 1]?.[0] ?? 0)
            : Number(pad ?? 0);
    before.push(start);
    const end = reach - side - start;
    after.push(Math.max(0, end));
    unused.push(Math.max(0, -end));
  }
  return {
    kernel: [kernel[0] ?? 1, kernel[1] ?? 1],
    strides,
    dilations,
    pads: [before[0] as number, before[1] as number, after[0] as number, after[1] as number],
    unused: [unused[0] as number, unused[1] as number],
  };
}

/** Windows side by side, each pixel in a window: stride and dilation 1. */
export const hasUnitStrideAndDilation = ({ strides, dilations }: WindowGeometry): boolean =>
  [...strides, ...dilations].every((one) => one === 1);

/** Whether pooling is by windows of 2 x 2 side by side that leave no row or column over. */
export function isPool2x2(
  attrs: KernelCall['attrs'],
  imageShape: readonly number[],
  outputShape: readonly number[],
): boolean {
  const { kernel, strides, pads } = windowGeometry(
    attrs,
    attrs.filterSize as number[],
    imageShape,
    outputShape,
  );
  return (
    [...kernel, ...strides].every((side) => side === 2) &&
    pads.every((pad) => pad === 0) &&
    (imageShape[1] ?? 0) % 2 === 0 &&
    (imageShape[2] ?? 0) % 2 === 0
  );
}

/** Whole numbers by which resizing to the nearest pixel makes both sides longer; null if it doesn't. */
export function integerUpsamplingScale(
  attrs: KernelCall['attrs'],
  imageShape: readonly number[],
  outputShape: readonly number[],
): [number, number] | null {
  const scale: [number, number] = [
    (outputShape[1] ?? 1) / (imageShape[1] ?? 1),
    (outputShape[2] ?? 1) / (imageShape[2] ?? 1),
  ];
  // With half pixels, floor(scale * (row + 1/2)) is the same pixel as floor(scale * row).
  return scale.every(Number.isInteger) && !attrs.alignCorners ? scale : null;
}
