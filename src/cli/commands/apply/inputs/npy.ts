/** NumPy's magic bytes. */
const MAGIC = '\x93NUMPY';

/** A float32 array, or texts, as `.npy`. */
export function encodeNpy(shape: readonly number[], content: Float32Array | readonly string[]): Uint8Array {
  const isText = !(content instanceof Float32Array);
  const width = isText ? Math.max(1, ...content.map((text) => [...text].length)) : 0;
  const body = isText
    ? encodeTexts(content, width)
    : new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  const sides = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const descr = isText ? `<U${width}` : '<f4';
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sides}), }`;
  // The data begin at a multiple of 64.
  const padded = header.padEnd(Math.ceil((11 + header.length) / 64) * 64 - 11) + '\n';
  const head = Buffer.from(`${MAGIC}\x01\x00\0\0${padded}`, 'latin1');
  head.writeUInt16LE(padded.length, 8);
  return Buffer.concat([head, body]);
}

/** Four bytes a character, filled up with zeros. */
function encodeTexts(texts: readonly string[], width: number): Uint8Array {
  const bytes = Buffer.alloc(texts.length * width * 4);
  texts.forEach((text, row) => {
    [...text].forEach((character, at) => {
      bytes.writeUInt32LE(character.codePointAt(0)!, (row * width + at) * 4);
    });
  });
  return bytes;
}
