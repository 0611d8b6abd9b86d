/** Errors of the operating system, in words. */
import { constants } from 'node:os';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of its path is not a directory',
  EEXIST: 'there is a file of this name',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'it lies on a read-only file system',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file would be larger than the system allows',
  EIO: 'the disk (or what it is connected by) reports an error',
  EMFILE: 'too many files are open in this process',
  ENFILE: 'too many files are open on this machine',
  ENOMEM: 'the system is out of memory',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links lead round in a circle',
  EBUSY: 'another program uses it',
  ESTALE: 'the network file system has lost it',
  ETXTBSY: 'another program runs it',
};

/** The name of an error: for those that Node has none for (EDQUOT), its number tells. */
function codeOf(error: unknown): string | undefined {
  const { code, errno } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === undefined || errno === undefined || Object.hasOwn(REASONS, code)) return code;
  const named = Object.entries(constants.errno).find(([, number]) => number === -errno);
  return named?.[0] ?? code;
}

/** Why a system call failed: `no such file` instead of `ENOENT: no such file or directory, open '...'`. */
export function systemReason(error: unknown): string {
  const code = codeOf(error);
  const reason = code === undefined || !Object.hasOwn(REASONS, code) ? undefined : REASONS[code];
  return reason ?? (error instanceof Error ? error.message : String(error));
}

/**
 * What the machine that lagraph runs on has refused, in a sentence with its path: `PATH: the disk is full`. Null for
 * errors that are none of the system's, and for those that no machine is to blame for.
 */
export function environmentFault(error: unknown): string | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { syscall, path, dest } = at as NodeJS.ErrnoException & { dest?: string };
    const code = codeOf(at);
    if (code === undefined || syscall === undefined || !Object.hasOwn(REASONS, code)) continue;
    const place = dest ?? path;
    return place === undefined ? `${syscall}: ${REASONS[code]!}` : `${place}: ${REASONS[code]!}`;
  }
  return null;
}

/** What a person can do about such a fault in the middle of work. */
export const HOW_TO_GO_ON_AFTER_FAULT =
  'What is finished is kept; when that is mended, the same command goes on.';
