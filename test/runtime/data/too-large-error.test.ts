import { describe, expect, it } from 'vitest';
import { DataError } from '../../../src/runtime/data/data-error.js';
import { tooLargeError } from '../../../src/runtime/data/too-large-error.js';

const failing = (make: () => unknown): unknown => {
  try {
    make();
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
};

describe('data that is more than can be held at once', () => {
  it('is told by what helps: no memory, and no smaller batch', () => {
    const problem = tooLargeError(
      failing(() => new Uint8Array(2 ** 53 - 1)),
      'photos',
    );
    expect(problem).toBeInstanceOf(DataError);
    expect(problem?.message).toBe(
      'The data of photos is too large: all of it together is 9,007,199,254,740,991 numbers, more than one array can hold however much memory there is. ' +
        "Smaller examples help (`size` of an image_folder), or fewer of them; `batch_size` doesn't.",
    );
    expect(tooLargeError(new RangeError('Array buffer allocation failed'), 'photos')?.message).toContain(
      'there is no memory left',
    );
  });

  it('is nothing else', () => {
    expect(
      tooLargeError(new RangeError('toFixed() digits argument must be between 0 and 100'), 'photos'),
    ).toBeNull();
    expect(tooLargeError(new Error('Invalid typed array length: 5'), 'photos')).toBeNull();
  });
});
