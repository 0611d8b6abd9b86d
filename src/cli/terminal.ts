import pc from 'picocolors';
import { textOf } from './text-file.js';

type Colours = ReturnType<typeof pc.createColors>;

/** One of the two standard streams, as commands see it. */
export interface Output {
  write(text: string): void;
  line(text?: string): void;
  colours: Colours;
  /** True where a person watches and the cursor can be moved. */
  live: boolean;
  /** Width now; it changes when the window does. */
  columns(): number;
  /** Whether characters beyond ASCII can be expected to show. */
  unicode: boolean;
}

/**
 * Results go to `out`, progress and problems to `err`: `lagraph plan g.yaml --json | jq` sees only the result.
 */
export interface Terminal {
  out: Output;
  err: Output;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** What to do when whoever read the output went away (`| head`): by default, end quietly. `run` stops in order. */
  whenReaderGone: () => void;
  readInput(): Promise<string>;
}

type Stream = NodeJS.WriteStream;

/** The terminal of this process. */
export function openTerminal(
  process: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'env' | 'cwd' | 'exit'>,
): Terminal {
  const { env } = process;
  const terminal: Terminal = {
    out: output(process.stdout, env),
    err: output(process.stderr, env),
    env,
    cwd: process.cwd(),
    whenReaderGone: () => process.exit(0),
    async readInput() {
      const pieces: Buffer[] = [];
      for await (const piece of process.stdin) pieces.push(Buffer.from(piece as Uint8Array));
      return textOf(Buffer.concat(pieces), '<stdin>');
    },
  };
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      terminal.whenReaderGone();
    });
  }
  return terminal;
}

function output(stream: Stream, env: NodeJS.ProcessEnv): Output {
  const write = (text: string): void => void stream.write(text);
  return {
    write,
    line: (text = '') => write(`${text}\n`),
    colours: pc.createColors(wantsColour(stream, env)),
    live: stream.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'],
    columns: () => (stream.isTTY && stream.columns > 0 ? stream.columns : 80),
    unicode: speaksUnicode(env),
  };
}

/**
 * FORCE_COLOR wins over NO_COLOR, as in Node itself (https://force-color.org, https://no-color.org). Otherwise
 * colours are for terminals.
 */
export function wantsColour(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (env['NO_COLOR']) return false;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

function speaksUnicode(env: NodeJS.ProcessEnv): boolean {
  if (process.platform === 'win32') return Boolean(env['WT_SESSION'] ?? env['TERM_PROGRAM']);
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale) && env['TERM'] !== 'linux';
}
