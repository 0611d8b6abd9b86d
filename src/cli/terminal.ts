import pc from 'picocolors';
import { EXIT_CODES, UserError, systemReason } from './user-error.js';
import { decodeText } from './decode-text.js';
import { escapeControlCharacters } from '../diagnostics/index.js';

type Colours = ReturnType<typeof pc.createColors>;

/** Standard output or standard error, as commands see it. */
export interface OutputStream {
  /** Control characters are escaped, except colour sequences where colours are on. */
  write(text: string): void;
  line(text?: string): void;
  /** Writes what is meant for a file: byte for byte, unless it is shown on a terminal. */
  writeFileContent(content: Uint8Array): void;
  /** Writes a cursor sequence and a text (escaped) in one call, to avoid flicker. */
  writeWithControl(sequence: string, text: string): void;
  colours: Colours;
  /** Whether this is an interactive terminal whose cursor can be moved. */
  isInteractive: boolean;
  /** Current width; it changes with the window. */
  columns(): number;
  /** Whether the locale can show characters beyond ASCII. */
  unicode: boolean;
}

/** Results go to `out`, progress and errors to `err`: `lagraph plan g.yaml --json | jq` sees only the result. */
export interface Terminal {
  out: OutputStream;
  err: OutputStream;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /**
   * Called when a standard stream can't be written. By default the process ends: silently if the reader closed the
   * pipe (`| head`), otherwise with a message (a full disk). `run` stops gracefully.
   */
  whenOutputFails: (failure: OutputFailure) => void;
  readInput(): Promise<string>;
  /** Asks a question of who sits at the terminal; absent if nobody does. */
  ask?: (question: string) => Promise<string>;
}

/** Writes notes: `note: ...`. */
export const noteTo =
  (err: OutputStream) =>
  (message: string): void =>
    err.line(`${err.colours.yellow('note')}: ${message}`);

export interface OutputFailure {
  /** The reader closed the pipe (EPIPE). */
  readerGone: boolean;
  /** Message for the user. */
  message: string;
}

type Stream = NodeJS.WriteStream;

/** The terminal of this process. */
export function openTerminal(
  process: Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'env' | 'cwd' | 'exit'>,
): Terminal {
  const { env } = process;
  const terminal: Terminal = {
    out: createOutputStream(process.stdout, env, (error) => reportFailure('output', error)),
    err: createOutputStream(process.stderr, env, (error) => reportFailure('error', error)),
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
  if (process.stdin.isTTY && process.stdout.isTTY)
    terminal.ask = async (question) => {
      const { createInterface } = await import('node:readline/promises');
      const lines = createInterface({ input: process.stdin, output: process.stdout });
      // The end of the input is an answer too.
      const ended = new Promise<string>((answer) => lines.once('close', () => answer('')));
      try {
        return await Promise.race([lines.question(question), ended]);
      } finally {
        lines.close();
      }
    };
  return terminal;

  function reportFailure(name: 'output' | 'error', error: NodeJS.ErrnoException): void {
    const readerGone = error.code === 'EPIPE';
    // Without standard error nothing can be reported: work goes on.
    if (name === 'error' && !readerGone) return;
    terminal.whenOutputFails({
      readerGone,
      message: `standard ${name} can't be written: ${systemReason(error)}`,
    });
  }
}

/** The folder that lagraph was called in. Throws a UserError if it has been deleted since. */
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

/** Second line of defence: callers escape what they print; anything missed is escaped here. */
const escapeControls = (text: string, keepColours: boolean): string =>
  keepColours
    ? text
        .split(COLOUR_SEQUENCE)
        .map((piece, at) => (at % 2 === 1 ? piece : escapeControlCharacters(piece)))
        .join('')
    : escapeControlCharacters(text);

/** @param onFirstFailure called once, at the first failed write; later writes are dropped */
function createOutputStream(
  stream: Stream,
  env: NodeJS.ProcessEnv,
  onFirstFailure: (error: NodeJS.ErrnoException) => void,
): OutputStream {
  let failed = false;
  const onError = (error: NodeJS.ErrnoException): void => {
    if (failed) return;
    failed = true;
    onFirstFailure(error);
  };
  stream.on('error', onError);
  const colours = pc.createColors(wantsColour(stream, env));
  const writeWithControl = (sequence: string, text: string): void => {
    writeRaw(sequence + escapeControls(text, colours.isColorSupported));
  };
  const writeRaw = (content: string | Uint8Array): void => {
    if (failed) return;
    try {
      stream.write(content);
    } catch (error) {
      // Files are written synchronously and throw; pipes and terminals fail by an event.
      onError(error as NodeJS.ErrnoException);
    }
  };
  const write = (text: string): void => writeWithControl('', text);
  return {
    write,
    line: (text = '') => write(`${text}\n`),
    writeFileContent: (content) =>
      stream.isTTY === true ? write(Buffer.from(content).toString('utf8')) : writeRaw(content),
    writeWithControl,
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
