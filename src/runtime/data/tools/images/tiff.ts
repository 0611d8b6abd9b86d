/** Tags of a TIFF file's first image that determine how its samples are colours (TIFF 6.0). */

const PHOTOMETRIC = 262;
const COMPRESSION = 259;
const YCBCR = 6;
const JPEG = 7;

/** Tags of the first directory with a single integer value, of TIFF and BigTIFF; empty if they can't be read. */
function tiffTags(bytes: Uint8Array): Map<number, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tags = new Map<number, number>();
  const little = bytes[0] === 0x49;
  try {
    const big = view.getUint16(2, little) === 43;
    const offset = (at: number) => (big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
    const directory = offset(big ? 8 : 4);
    const count = big ? offset(directory) : view.getUint16(directory, little);
    const [first, size, value] = big ? [8, 20, 12] : [2, 12, 8];
    for (let entry = 0; entry < Math.min(count, 4096); entry++) {
      const at = directory + first! + entry * size!;
      const type = view.getUint16(at + 2, little);
      if (type === 3) tags.set(view.getUint16(at, little), view.getUint16(at + value!, little));
      if (type === 4) tags.set(view.getUint16(at, little), view.getUint32(at + value!, little));
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return tags;
}

/** Whether its samples are luma and two chromas, which the decoder does not convert. */
export function isYcbcrTiff(bytes: Uint8Array): boolean {
  const tags = tiffTags(bytes);
  return tags.get(PHOTOMETRIC) === YCBCR && tags.get(COMPRESSION) !== JPEG;
}
