import { exactPower } from './exact-power.js';

/** Weights of a Gaussian at whole distances from the middle, with the sum 1. */
function gaussianKernel(size: number, sigma: number): Float64Array {
  const half = (size - 1) / 2;
  const weights = Float64Array.from({ length: size }, (_, at) =>
    exactPower(Math.E, -0.5 * ((at - half) / sigma) ** 2),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Mirrored at the middle of the outermost pixels. */
function mirrored(at: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const within = ((at % period) + period) % period;
  return within < length ? within : period - within;
}

/** Blurs an image in place, rows and columns one after the other, as torchvision's `gaussian_blur`. */
export function gaussianBlur(
  image: Float32Array,
  [height, width, channels]: readonly [number, number, number],
  size: number,
  sigma: number,
  scratch: Float32Array,
): void {
  const kernel = gaussianKernel(size, sigma);
  const half = (size - 1) / 2;
  const pass = (from: Float32Array, to: Float32Array, isDown: boolean): void => {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let channel = 0; channel < channels; channel++) {
          let sum = 0;
          for (let at = 0; at < size; at++) {
            const row = isDown ? mirrored(y + at - half, height) : y;
            const column = isDown ? x : mirrored(x + at - half, width);
            sum += kernel[at]! * from[(row * width + column) * channels + channel]!;
          }
          to[(y * width + x) * channels + channel] = sum;
        }
      }
    }
  };
  pass(image, scratch, false);
  pass(scratch, image, true);
}
