/** Strides, dilations and padding as oneDNN wants them. */
import { windowGeometry, type WindowGeometry } from '../../passes/index.js';
import type { KernelCall } from '../../../capture/index.js';
import { int64 } from '../layout.js';

export interface NativeWindows {
  strides: BigInt64Array;
  /** 0 where windows are without gaps. */
  dilations: BigInt64Array;
  kernel: BigInt64Array;
  before: BigInt64Array;
  after: BigInt64Array;
  geometry: WindowGeometry;
}

export function nativeWindows(
  attrs: KernelCall['attrs'],
  kernel: readonly number[],
  image: readonly number[],
  output: readonly number[],
): NativeWindows {
  const geometry = windowGeometry(attrs, kernel, image, output);
  const [top, left, bottom, right] = geometry.pads;
  return {
    strides: int64(geometry.strides),
    dilations: int64(geometry.dilations.map((one) => one - 1)),
    kernel: int64(geometry.kernel),
    before: int64([top, left]),
    after: int64([bottom, right]),
    geometry,
  };
}
