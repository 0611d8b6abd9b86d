/** Shared libraries that tests write in C, where there is a compiler. */
import { execFile, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const compiler = process.env.CC ?? 'cc';

/** For `describe.skipIf`. */
export const noCompiler = process.platform !== 'linux' || spawnSync(compiler, ['--version']).status !== 0;

/**
 * Compiles a source into a shared library of this name in a folder; returns its path.
 *
 * @param options of the compiler, after the source
 */
export async function compileLibrary(
  folder: string,
  name: string,
  source: string,
  options: readonly string[] = [],
): Promise<string> {
  const [file, path] = [join(folder, `${name}.c`), join(folder, name)];
  await writeFile(file, source);
  await promisify(execFile)(compiler, ['-shared', '-fPIC', '-o', path, file, ...options]);
  return path;
}

/**
 * A library that is another one, except that a function of it ends the process by a signal from some call on, as faults
 * of native libraries do.
 *
 * @param calls how often the function is called before
 */
export async function compileCrashingLibrary(
  folder: string,
  { library, symbol, calls, signal }: { library: string; symbol: string; calls: number; signal: string },
): Promise<string> {
  const source = `
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
typedef long (*call)(long, long, long, long, long, long, long, long, long, long, long, long);
static int calls;
long ${symbol}(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l) {
  if (__atomic_fetch_add(&calls, 1, __ATOMIC_SEQ_CST) >= ${calls}) {
    signal(${signal}, SIG_DFL);
    raise(${signal});
  }
  return ((call)dlsym(RTLD_NEXT, "${symbol}"))(a, b, c, d, e, f, g, h, i, j, k, l);
}
`;
  return compileLibrary(folder, basename(library), source, [
    '-Wl,--no-as-needed',
    library,
    `-Wl,-rpath,${dirname(library)}`,
    '-ldl',
  ]);
}
