import { spawn, type ChildProcess } from 'node:child_process';
import type { RunEvent } from '../../src/runtime/index.js';
import { main, root } from './build-dist.js';

export interface Finished {
  /** Null if a signal ended it. */
  code: number | null;
  out: string;
  err: string;
}

export interface Options {
  cwd?: string;
  input?: string;
  env?: Record<string, string>;
  /** In a process group of its own, so that it can be killed together with its children (`kill(-pid)`). */
  detached?: boolean;
}

/** Runs the built command line as a user does, without a terminal, and waits for its end. */
export function lagraph(args: readonly string[], options: Options = {}): Promise<Finished> {
  return start(args, options).finished;
}

/** The same, without waiting for the end. */
export function start(
  args: readonly string[],
  options: Options = {},
): { child: ChildProcess; finished: Promise<Finished> } {
  const { NO_COLOR: _, FORCE_COLOR: __, LAGRAPH_DATA: ___, LAGRAPH_DEBUG: ____, ...env } = process.env;
  const child = spawn(process.execPath, [main, ...args], {
    cwd: options.cwd ?? root,
    env: { ...env, ...options.env },
    stdio: 'pipe',
    detached: options.detached ?? false,
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
  return { child, finished };
}

/** The events that `run --json` printed. */
export const events = (out: string): RunEvent[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);
