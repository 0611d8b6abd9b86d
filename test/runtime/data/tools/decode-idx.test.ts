import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SourceUnavailableError, sourceTools } from '../../../../src/runtime/data/tools/index.js';
import { idxFile } from '../../../vocabulary/sources/support.js';

const { idx, gunzip } = sourceTools({}, undefined, () => undefined);
const read = (bytes: Uint8Array) => idx(gunzip(bytes, 'some/file.idx'), 'some/file.idx');

/** The error message for these bytes. */
function refusal(bytes: Uint8Array): string {
  try {
    read(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(SourceUnavailableError);
    return (error as Error).message;
  }
  return 'it was read';
}

describe('IDX files', () => {
  it('give back what was written, of any shape, packed or not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }),
        fc.boolean(),
        (shape, packed) => {
          const size = shape.reduce((product, side) => product * side, 1);
          const data = Uint8Array.from({ length: size }, (_, i) => (i * 37) % 256);
          const bytes = idxFile(shape, data);
          const { shape: found, data: there } = read(packed ? gzipSync(bytes) : bytes);
          expect(found).toEqual(shape);
          expect([...there]).toEqual([...data]);
        },
      ),
    );
  });

  it('are read where they lie in a larger buffer', () => {
    const bytes = idxFile([2, 2], [1, 2, 3, 4]);
    const larger = new Uint8Array(bytes.length + 9);
    larger.set(bytes, 5);
    expect([...read(larger.subarray(5, 5 + bytes.length)).data]).toEqual([1, 2, 3, 4]);
  });

  it.each([
    ['nothing', new Uint8Array(0), 'some/file.idx is empty, no IDX file.'],
    [
      'a web page',
      new TextEncoder().encode('<!doctype html>'),
      'some/file.idx is no IDX file: it begins with 3c 21 64 6f, and an IDX file of bytes with 00 00 08.',
    ],
    ['three bytes', Uint8Array.of(0, 0, 8), 'some/file.idx is no IDX file: it begins with 00 00 08,'],
    ['half a header', idxFile([3, 28, 28], []).subarray(0, 9), 'ends within the header of an IDX file.'],
    [
      'too few numbers',
      idxFile([3, 2], [1, 2, 3, 4, 5]),
      'some/file.idx says that it is [3, 2], 6 bytes; it holds 5, so it was cut off.',
    ],
    [
      'too many numbers',
      idxFile([3], [1, 2, 3, 4]),
      'some/file.idx says that it is [3], 3 bytes; it holds 4.',
    ],
    ['signed bytes', idxFile([1], [1], 0x09), 'is an IDX file of signed bytes; only those of unsigned bytes'],
    ['shorts', idxFile([1], [0, 1], 0x0b), 'is an IDX file of 16-bit integers;'],
    ['integers', idxFile([1], [0, 0, 0, 1], 0x0c), 'is an IDX file of 32-bit integers;'],
    ['floats', idxFile([1], [0, 0, 0, 1], 0x0d), 'is an IDX file of 32-bit floating-point numbers;'],
    ['doubles', idxFile([1], new Uint8Array(8), 0x0e), 'is an IDX file of 64-bit floating-point numbers;'],
    ['another type', idxFile([1], [1], 0x0a), 'is an IDX file of numbers of an unknown type (10);'],
  ])('with %s are refused, with their name and what to do', (_what, bytes, message) => {
    expect(refusal(bytes)).toContain(message);
    expect(refusal(bytes)).toMatch(/^some\/file\.idx .* Put a good copy in its place\.$/);
  });

  it('are read or refused, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), (bytes, begins) => {
        if (begins) bytes.set([0, 0, 8, 1].slice(0, bytes.length));
        const said = refusal(bytes);
        if (said !== 'it was read') expect(said).toMatch(/^some\/file\.idx /);
      }),
    );
  });
});

describe('gzip files', () => {
  it('that unpack to more than their header says are refused, and not unpacked', () => {
    const header = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 4);
    const bomb = gzipSync(Buffer.concat([header, Buffer.alloc(50_000_000)]));
    const before = process.memoryUsage().arrayBuffers;
    expect(() => gunzip(bomb, 'some/file.gz')).toThrow(
      'some/file.gz holds more than the 12 bytes that an IDX file with its header has',
    );
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
  });

  it('whose header says more than there can be are refused', () => {
    const huge = gzipSync(Uint8Array.of(0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255));
    expect(() => gunzip(huge, 'some/file.gz')).toThrow(/says that it holds \d+ bytes, which is too many/);
  });

  it('of something else are unpacked as far as is needed to tell', () => {
    expect(() => gunzip(gzipSync(Buffer.alloc(50_000_000, 7)), 'some/file.gz')).toThrow(/holds more than/);
  });

  const packed = gzipSync(
    idxFile(
      [40, 10],
      Uint8Array.from({ length: 400 }, (_, i) => (i * i) % 251),
    ),
  );

  it('that are cut off anywhere after their first bytes are refused by name', () => {
    for (let length = 2; length < packed.length; length += 7) {
      expect(refusal(packed.subarray(0, length)), `${length} bytes`).toMatch(
        /^some\/file\.idx is a damaged gzip file \(.+\)\. Put a good copy in its place\.$/,
      );
    }
  });

  it('with one wrong bit are refused, unless the bit says nothing about the content', () => {
    const good = gunzipSync(packed);
    for (let at = 2; at < packed.length; at++) {
      const wrong = Uint8Array.from(packed);
      wrong[at]! ^= 4;
      let content: Uint8Array | undefined;
      try {
        content = gunzip(wrong, 'some/file.gz');
      } catch (error) {
        expect((error as Error).message).toMatch(/^some\/file\.gz is a damaged gzip file/);
      }
      if (content) expect(Buffer.compare(content, good), `byte ${at}`).toBe(0);
    }
  });

  it('anything else is given back as it is', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    expect(gunzip(bytes, 'some/file')).toBe(bytes);
  });
});
