/** Shared libraries that tests write in C, where there is a compiler. */
import { execFile, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const compiler = process.env.CC ?? 'cc';

/** For `describe.skipIf`. */
export const noCompiler = process.platform !== 'linux' || spawnSync(compiler, ['--version']).status !== 0;

/** Compiles a source into a shared library of this name in a folder; returns its path. */
export async function compileLibrary(folder: string, name: string, source: string): Promise<string> {
  const [file, path] = [join(folder, `${name}.c`), join(folder, name)];
  await writeFile(file, source);
  await promisify(execFile)(compiler, ['-shared', '-fPIC', '-o', path, file]);
  return path;
}
