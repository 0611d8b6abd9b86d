/** Compiles fail-file-operations.c and makes the environment that preloads it into a process. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const source = fileURLToPath(new URL('./fail-file-operations.c', import.meta.url));

/** Path of the library; null if there is no compiler, or the system can't preload libraries. */
export async function compile(folder) {
  if (process.platform !== 'linux') return null;
  const library = join(folder, 'failing.so');
  try {
    await promisify(execFile)(process.env.CC ?? 'cc', [
      '-shared',
      '-fPIC',
      '-O1',
      '-o',
      library,
      source,
      '-ldl',
    ]);
    return library;
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

/** @param what `ops`, `at`, `with` (a name such as EIO), `on`, `bytes`, `log`; see fail-file-operations.c */
export async function failing(
  library,
  { folder, under, ops = '', at = 0, with: name = 'EIO', on = false, bytes, log },
) {
  const count = join(folder, 'count');
  await writeFile(count, Buffer.alloc(64));
  return {
    LD_PRELOAD: library,
    FAIL_UNDER: under,
    FAIL_COUNT: count,
    FAIL_OPS: ops,
    FAIL_AT: String(at),
    FAIL_WITH: String(constants.errno[name]),
    FAIL_ON: on ? '1' : '0',
    ...(bytes === undefined ? {} : { FAIL_BYTES: String(bytes) }),
    ...(log === undefined ? {} : { FAIL_LOG: log }),
  };
}
