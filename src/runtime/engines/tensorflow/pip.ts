/** Installs wheels by pip, which honours proxies, mirrors and company configuration. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../../../package-root.js';
import { TensorflowUnavailableError } from './find-library.js';

/** Wheels are specific to a Python version; the library in them is not. */
const PYTHON_VERSION = '3.12';

interface PipOptions {
  /** Receives progress lines. */
  say?: (line: string) => void;
  signal?: AbortSignal;
  env?: NodeJS.ProcessEnv;
}

interface ProcessResult {
  code: number | null;
  /** The last characters of its output. */
  outputTail: string;
}

const OUTPUT_TAIL_LENGTH = 4000;

function runProcess(
  command: string,
  args: readonly string[],
  { env = process.env, signal, say }: PipOptions,
): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    // `python -m pip` would run a pip.py of the folder that it is called in.
    const cwd = fileURLToPath(packageFile('.'));
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    // Always wait for the exit before the files that it wrote are removed.
    const end = () => child.kill();
    if (signal?.aborted) end();
    signal?.addEventListener('abort', end, { once: true });
    let output = '';
    const onOutput = (chunk: Buffer) => {
      const text = chunk.toString('utf8');
      output = (output + text).slice(-OUTPUT_TAIL_LENGTH);
      for (const line of text.split(/[\r\n]+/))
        if (/^\s*(Downloading|Installing)/.test(line)) say?.(line.trim());
    };
    child.stdout.on('data', onOutput);
    child.stderr.on('data', onOutput);
    child.once('error', reject);
    child.once('close', (code) => {
      signal?.removeEventListener('abort', end);
      resolve({ code, outputTail: output.trim() });
    });
  });
}

/** The Python interpreter that has pip; null if there is none. */
export async function findPythonWithPip(options: PipOptions): Promise<string | null> {
  for (const python of ['python3', 'python']) {
    const quiet = { ...options, say: undefined };
    const ended = await runProcess(python, ['-m', 'pip', '--version'], quiet).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
        return null;
      },
    );
    if (ended?.code === 0) return python;
  }
  return null;
}

/** Installs a package, with or without its dependencies, into an empty folder. */
export async function installWithPip(
  python: string,
  { wanted, into, dependencies }: { wanted: string; into: string; dependencies: boolean },
  options: PipOptions,
): Promise<void> {
  options.say?.(`${wanted} by ${python} -m pip`);
  const { code, outputTail } = await runProcess(
    python,
    [
      '-m',
      'pip',
      'install',
      ...['--target', resolve(into), '--no-compile', '--disable-pip-version-check', '--progress-bar', 'off'],
      ...['--only-binary', ':all:', '--python-version', PYTHON_VERSION],
      ...(dependencies ? [] : ['--no-deps']),
      wanted,
    ],
    options,
  );
  if (options.signal?.aborted) throw new TensorflowUnavailableError('Interrupted; nothing was changed.');
  if (code !== 0)
    throw new TensorflowUnavailableError(`pip could not install ${wanted}. Its last words:\n${outputTail}`);
}
