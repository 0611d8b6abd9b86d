/** Checksums of 32 bits: CRC-32, as zip archives have them, and CRC-32C, as TFRecords do. */

function checksum(polynomial: number): (data: Uint8Array) => number {
  // Of all values of a byte.
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
    return crc;
  });
  return (data) => {
    let crc = 0xffffffff;
    for (const byte of data) crc = table[(crc ^ byte) & 0xff]! ^ (crc >>> 8);
    return ~crc >>> 0;
  };
}

export const crc32 = checksum(0xedb88320);
export const crc32c = checksum(0x82f63b78);
