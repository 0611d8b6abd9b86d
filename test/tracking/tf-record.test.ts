import { expect, it } from 'vitest';
import { crc32, crc32c } from '../../src/crc32.js';
import { tfRecord } from '../../src/tracking/tensorboard/tf-record.js';

it('has the checksums of CRC-32C', () => {
  expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  // RFC 3720, B.4: 32 bytes of zeros, of ones, and from 0 on.
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, at) => at))).toBe(0x46dd794e);
});

it('is a length, its checksum, the data and theirs', () => {
  const record = tfRecord(Buffer.from('abc'));
  expect(record).toHaveLength(19);
  expect([...record.subarray(0, 8)]).toEqual([3, 0, 0, 0, 0, 0, 0, 0]);
  expect(Buffer.from(record.subarray(12, 15)).toString()).toBe('abc');
});
