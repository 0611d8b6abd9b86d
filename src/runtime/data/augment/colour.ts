/** Changes of colour, as torchvision's functions for tensors of floats do them: values are clipped at 0 and 1. */

const clipped = (value: number) => (value < 0 ? 0 : value > 1 ? 1 : value);

/** Luma of RGB (ITU-R 601-2). */
const luma = (red: number, green: number, blue: number) => 0.2989 * red + 0.587 * green + 0.114 * blue;

export function adjustBrightness(image: Float32Array, factor: number): void {
  for (let at = 0; at < image.length; at++) image[at] = clipped(image[at]! * factor);
}

/** Blends with the mean luma. */
export function adjustContrast(image: Float32Array, channels: number, factor: number): void {
  let sum = 0;
  for (let at = 0; at < image.length; at += channels) {
    sum += channels === 3 ? luma(image[at]!, image[at + 1]!, image[at + 2]!) : image[at]!;
  }
  const mean = sum / (image.length / channels);
  for (let at = 0; at < image.length; at++) image[at] = clipped(factor * image[at]! + (1 - factor) * mean);
}

/** Blends each pixel with its luma; 0 takes the colours away. Gray images stay. */
export function adjustSaturation(image: Float32Array, channels: number, factor: number): void {
  if (channels !== 3) return;
  for (let at = 0; at < image.length; at += 3) {
    const grey = luma(image[at]!, image[at + 1]!, image[at + 2]!);
    for (let channel = 0; channel < 3; channel++)
      image[at + channel] = clipped(factor * image[at + channel]! + (1 - factor) * grey);
  }
}

/** Turns the hue of each pixel (HSV) by a share of the circle. Gray images stay. */
export function adjustHue(image: Float32Array, channels: number, turn: number): void {
  if (channels !== 3) return;
  for (let at = 0; at < image.length; at += 3) {
    const [red, green, blue] = [image[at]!, image[at + 1]!, image[at + 2]!];
    const value = Math.max(red, green, blue);
    const chroma = value - Math.min(red, green, blue);
    if (chroma === 0) continue;
    let sector =
      value === red
        ? (green - blue) / chroma
        : value === green
          ? 2 + (blue - red) / chroma
          : 4 + (red - green) / chroma;
    sector += 6 * turn;
    sector -= 6 * Math.floor(sector / 6);
    for (const [channel, offset] of [5, 3, 1].entries()) {
      // The usual closed form of the way back from HSV.
      let place = offset + sector;
      place -= 6 * Math.floor(place / 6);
      image[at + channel] = clipped(value - chroma * Math.max(0, Math.min(place, 4 - place, 1)));
    }
  }
}
