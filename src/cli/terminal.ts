import pc from 'picocolors';
import { EXIT_CODES, UserError, systemReason } from './user-error.js';
import { decodeText } from './decode-text.js';
import { escapeControlCharacters } from '../diagnostics/index.js';

type Colours = ReturnType<typeof pc.createColors>;

/** One of the two standard streams, as commands see it. */
export interface OutputStream {
  /** Whatever of the text would steer the terminal is shown instead, but for colours where there are any. */
  write(text: string): void;
  line(text?: string): void;
  /** The same after a sequence of our own that moves the cursor, in one write. */
  writeWithControl(sequence: string, text: string): void;
  colours: Colours;
  /** True where a person watches and the cursor can be moved. */
  isInteractive: boolean;
  /** Width now; it changes when the window does. */
  columns(): number;
  /** Whether characters beyond ASCII can be expected to show. */
  unicode: boolean;
}

/**
 * Results go to `out`, progress and problems to `err`: `lagraph plan g.yaml --json | jq` sees only the result.
 */
export interface Terminal {
  out: OutputStream;
  err: OutputStream;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /**
   * What to do when standard output or error takes nothing more: by default, end; quietly where whoever read it went away
   * (`| head`), with a message where it can't be written (a full disk). `run` stops in order.
   */
  whenOutputFails: (failure: OutputFailure) => void;
  readInput(): Promise<string>;
}

export interface OutputFailure {
  /** Whoever read it went away. */
  readerGone: boolean;
  /** For people. */
  message: string;
}

type Stream = NodeJS.WriteStream;

/** The terminal of this process. */
export function openTerminal(
  process: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'env' | 'cwd' | 'exit'>,
): Terminal {
  const { env } = process;
  const terminal: Terminal = {
    out: createOutputStream(process.stdout, env, (error) => fails('output', error)),
    err: createOutputStream(process.stderr, env, (error) => fails('error', error)),
    env,
    cwd: workingDirectory(process),
    whenOutputFails({ readerGone, message }) {
      if (!readerGone) terminal.err.line(`error: ${message}`);
      process.exit(readerGone ? EXIT_CODES.done : EXIT_CODES.failed);
    },
    async readInput() {
      const pieces: Buffer[] = [];
      for await (const piece of process.stdin) pieces.push(Buffer.from(piece as Uint8Array));
      return decodeText(Buffer.concat(pieces), '<stdin>');
    },
  };
  return terminal;

  function fails(name: 'output' | 'error', error: NodeJS.ErrnoException): void {
    const readerGone = error.code === 'EPIPE';
    // Where nothing can be said of what goes wrong, what was begun goes on all the same.
    if (name === 'error' && !readerGone) return;
    terminal.whenOutputFails({
      readerGone,
      message: `standard ${name} can't be written: ${systemReason(error)}`,
    });
  }
}

/** The folder that lagraph was called in. Throws a Problem if it has been deleted since. */
function workingDirectory(process: Pick<NodeJS.Process, 'cwd'>): string {
  try {
    return process.cwd();
  } catch (error) {
    throw new UserError(`the folder that lagraph was called in can't be used: ${systemReason(error)}`, {
      hint: 'it may have been deleted: change to a folder that is there',
    });
  }
}

// eslint-disable-next-line no-control-regex
const COLOUR_SEQUENCE = /(\u001b\[[0-9;]{0,8}m)/;

/** Texts are made printable where they are put together; what was forgotten there is caught here. */
const escapeControls = (text: string, keepColours: boolean): string =>
  keepColours
    ? text
        .split(COLOUR_SEQUENCE)
        .map((piece, at) => (at % 2 === 1 ? piece : escapeControlCharacters(piece)))
        .join('')
    : escapeControlCharacters(text);

/** @param onFirstFailure hears once of the first write that fails; what is written after that is dropped. */
function createOutputStream(
  stream: Stream,
  env: NodeJS.ProcessEnv,
  onFirstFailure: (error: NodeJS.ErrnoException) => void,
): OutputStream {
  let failed = false;
  const failure = (error: NodeJS.ErrnoException): void => {
    if (failed) return;
    failed = true;
    onFirstFailure(error);
  };
  stream.on('error', failure);
  const colours = pc.createColors(wantsColour(stream, env));
  const steer = (sequence: string, text: string): void => {
    if (failed) return;
    try {
      stream.write(sequence + escapeControls(text, colours.isColorSupported));
    } catch (error) {
      // Files are written at once, pipes and terminals when they are ready: those fail by an event.
      failure(error as NodeJS.ErrnoException);
    }
  };
  const write = (text: string): void => steer('', text);
  return {
    write,
    line: (text = '') => write(`${text}\n`),
    writeWithControl: steer,
    colours,
    isInteractive: stream.isTTY === true && env['TERM'] !== 'dumb' && !env['CI'],
    columns: () => (stream.isTTY && stream.columns > 0 ? stream.columns : 80),
    unicode: supportsUnicode(env),
  };
}

/**
 * FORCE_COLOR wins over NO_COLOR, as in Node itself (https://force-color.org, https://no-color.org). Otherwise
 * colours are for terminals.
 */
export function wantsColour(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (env['NO_COLOR']) return false;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

function supportsUnicode(env: NodeJS.ProcessEnv): boolean {
  if (process.platform === 'win32') return Boolean(env['WT_SESSION'] ?? env['TERM_PROGRAM']);
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale) && env['TERM'] !== 'linux';
}
