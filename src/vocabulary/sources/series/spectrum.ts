/**
 * Magnitudes of a Fourier transform of a window of samples under a Hann window, by the recursion of Cooley and Tukey (1965).
 *
 * @param samples as many as a power of two
 * @returns magnitudes from 0 to half of the rate: [length / 2 + 1]
 */
export function spectrum(samples: Float32Array): Float32Array {
  const { length } = samples;
  const windowed = Float64Array.from(
    samples,
    (sample, at) => sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * at) / length)),
  );
  const [real, imaginary] = transform(windowed, new Float64Array(length));
  return Float32Array.from({ length: length / 2 + 1 }, (_, at) => Math.hypot(real[at]!, imaginary[at]!));
}

function transform(real: Float64Array, imaginary: Float64Array): [Float64Array, Float64Array] {
  const { length } = real;
  if (length === 1) return [real, imaginary];
  const half = length / 2;
  const every = (from: number) =>
    transform(
      Float64Array.from({ length: half }, (_, at) => real[2 * at + from]!),
      Float64Array.from({ length: half }, (_, at) => imaginary[2 * at + from]!),
    );
  const [even, odd] = [every(0), every(1)];
  const [outReal, outImaginary] = [new Float64Array(length), new Float64Array(length)];
  for (let at = 0; at < half; at += 1) {
    const angle = (-2 * Math.PI * at) / length;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const [re, im] = [odd[0][at]!, odd[1][at]!];
    const [turnedReal, turnedImaginary] = [cos * re - sin * im, cos * im + sin * re];
    outReal[at] = even[0][at]! + turnedReal;
    outImaginary[at] = even[1][at]! + turnedImaginary;
    outReal[at + half] = even[0][at]! - turnedReal;
    outImaginary[at + half] = even[1][at]! - turnedImaginary;
  }
  return [outReal, outImaginary];
}
