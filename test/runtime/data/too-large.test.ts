import { describe, expect, it } from 'vitest';
import { DataProblem } from '../../../src/runtime/data/problem.js';
import { tooLarge } from '../../../src/runtime/data/too-large.js';

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
    const problem = tooLarge(
      failing(() => new Uint8Array(2 ** 53 - 1)),
      'photos',
    );
    expect(problem).toBeInstanceOf(DataProblem);
    expect(problem?.message).toBe(
      'The data of photos is too large: all of it together is 9,007,199,254,740,991 numbers, more than one array can hold however much memory there is. ' +
        "Smaller examples help (`size` of an image_folder), or fewer of them; `batch_size` doesn't.",
    );
    expect(tooLarge(new RangeError('Array buffer allocation failed'), 'photos')?.message).toContain(
      'there is no memory left',
    );
  });

  it('is nothing else', () => {
    expect(
      tooLarge(new RangeError('toFixed() digits argument must be between 0 and 100'), 'photos'),
    ).toBeNull();
    expect(tooLarge(new Error('Invalid typed array length: 5'), 'photos')).toBeNull();
  });
});
