/** Photos of one set that are near copies of photos of another: the next frame of the same hand. */

/** Side of the squares of pixels whose means are compared, so that another compression makes no difference. */
const SQUARE = 4;

/**
 * Greatest mean difference of two near copies, in grey levels of 255. In SIGNS 13 test photos lie below, at 2.14 or less
 * (with the training photos in their JPEG form); the next is at 3.15, and half of all test photos at 8 or more.
 */
const MOST_DIFFERENCE = 2.5;

/**
 * @param photos bytes, [count, height, width, channels] in this order; height and width are multiples of 4
 * @returns for each photo whether one of `others` is a near copy of it
 */
export function haveNearCopies(
  photos: Uint8Array,
  others: Uint8Array,
  shape: readonly [number, number, number],
): boolean[] {
  const [a, b] = [squareMeans(photos, shape), squareMeans(others, shape)];
  const size = (shape[0] / SQUARE) * (shape[1] / SQUARE) * shape[2];
  const most = MOST_DIFFERENCE * size;
  return Array.from({ length: a.length / size }, (_, i) => {
    for (let j = 0; j < b.length / size; j++) {
      let sum = 0;
      for (let k = 0; k < size && sum <= most; k++) sum += Math.abs(a[i * size + k]! - b[j * size + k]!);
      if (sum <= most) return true;
    }
    return false;
  });
}

/** Means over squares of 4 x 4 pixels, of each channel. */
function squareMeans(
  photos: Uint8Array,
  [height, width, channels]: readonly [number, number, number],
): Float32Array {
  const [rows, columns] = [height / SQUARE, width / SQUARE];
  const count = photos.length / (height * width * channels);
  const means = new Float32Array(count * rows * columns * channels);
  for (let i = 0; i < photos.length; i++) {
    const channel = i % channels;
    const x = Math.floor(i / channels) % width;
    const y = Math.floor(i / (channels * width)) % height;
    const photo = Math.floor(i / (channels * width * height));
    const square = (photo * rows + Math.floor(y / SQUARE)) * columns + Math.floor(x / SQUARE);
    means[square * channels + channel]! += photos[i]! / SQUARE ** 2;
  }
  return means;
}
