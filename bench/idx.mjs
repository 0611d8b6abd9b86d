/** A file of LeCun's IDX format. `type` is that of its numbers: 8 for bytes. */
export function idxFile(shape, data, type = 0x08) {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt8(type, 2);
  header.writeUInt8(shape.length, 3);
  shape.forEach((side, at) => header.writeUInt32BE(side, 4 + 4 * at));
  return Buffer.concat([header, Uint8Array.from(data)]);
}

/** Pictures of six by six pixels and their classes, 0 to 3 in turn. */
export const digitFiles = (examples) => ({
  'images.idx': idxFile(
    [examples, 6, 6],
    Array.from({ length: examples * 36 }, (_, at) => (at * 37) % 251),
  ),
  'labels.idx': idxFile(
    [examples],
    Array.from({ length: examples }, (_, at) => at % 4),
  ),
});
