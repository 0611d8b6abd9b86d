/** Geometry of the windows of convolutions and pooling; scales of upsampling. */
import type { KernelCall } from '../../capture/index.js';

/** Windows of a convolution or of pooling. Pairs are [vertical, horizontal]. */
export interface WindowGeometry {
  kernel: [number, number];
  strides: [number, number];
  dilations: [number, number];
  /** top, left, bottom, right, as ONNX orders them. */
  pads: [number, number, number, number];
  /** Trailing rows and columns that no window covers. */
  unused: [number, number];
}

const pair = (value: unknown): [number, number] => {
  const list = Array.isArray(value) ? (value as number[]) : [Number(value ?? 1), Number(value ?? 1)];
  return [list[0] ?? 1, list[1] ?? 1];
};

/**
 * The geometry of a kernel call's windows.
 *
 * @param imageShape the input of a convolution or pooling, [batch, height, width, channels]
 * @param outputShape its output, with one pixel per window
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

/** Whether stride and dilation are 1. */
export const hasUnitStrideAndDilation = ({ strides, dilations }: WindowGeometry): boolean =>
  [...strides, ...dilations].every((one) => one === 1);

/** Whether it is 2 x 2 pooling with stride 2 that tiles the image exactly. */
export const isPool2x2 = (
  attrs: KernelCall['attrs'],
  imageShape: readonly number[],
  outputShape: readonly number[],
): boolean => tilesExactly([2, 2], attrs, imageShape, outputShape);

/** Whether it is pooling by windows of these sides that tile the image exactly. */
export function tilesExactly(
  window: readonly [number, number],
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
    [kernel, strides].every((sides) => sides.join() === window.join()) &&
    pads.every((pad) => pad === 0) &&
    window.every((side, axis) => (imageShape[axis + 1] ?? 0) % side === 0)
  );
}

/** Integer scale of a nearest-neighbour upsampling; null if it is none. */
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
