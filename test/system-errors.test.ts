import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { environmentFault, systemReason } from '../src/system-errors.js';

describe('an error of the system', () => {
  it('is known by its number where Node has no name for it, as for a quota', () => {
    const errno = -constants.errno.EDQUOT;
    const error = Object.assign(new Error(`Unknown system error ${errno}`), {
      errno,
      code: `Unknown system error ${errno}`,
      syscall: 'write',
      path: '/disk/file',
    });
    expect(systemReason(error)).toBe('the disk quota is used up');
    expect(environmentFault(error)).toBe('/disk/file: the disk quota is used up');
  });

  it('that is none of the environment stays one of its own', () => {
    expect(environmentFault(Object.assign(new Error('x'), { code: 'ERR_INVALID_ARG_TYPE' }))).toBeNull();
    expect(environmentFault(new Error('x'))).toBeNull();
    expect(environmentFault(undefined)).toBeNull();
  });
});
