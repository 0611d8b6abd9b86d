import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { loadGraphWords } from '../../../own-words/index.js';
import { readRegularFile } from '../../../regular-file.js';
import { decodeText } from '../../decode-text.js';
import { partReader } from '../../part-reader.js';
import { runGit } from '../../git/index.js';
import { EXIT_CODES, UserError } from '../../user-error.js';
import { wantsColour, type Terminal } from '../../terminal.js';
import type { GraphDiff, LoadedSide } from './graph-diff.js';

/** One file as git hands it to a driver. */
interface DriverFile {
  /** Its path in the repository. */
  path: string;
  /** Where its content lies; null if this side has no such file. */
  content: string | null;
}

/**
 * Shows a difference as git's driver: `path old-file old-hex old-mode new-file new-hex new-mode`, and for a renamed file
 * its new path and what git says of the renaming. What is no graph is compared by lines.
 *
 * @returns 0, whatever differs: git ends where a driver says otherwise
 */
export async function diffAsDriver(words: readonly string[], terminal: Terminal): Promise<number> {
  const [path, oldFile, , , newFile, , , newPath = path, renaming] = words;
  const { out } = terminal;
  if (words.length === 1 && path !== undefined) {
    out.line(`* Unmerged path ${path}`);
    return EXIT_CODES.done;
  }
  if (path === undefined || oldFile === undefined || newFile === undefined || newPath === undefined) {
    throw new UserError(`--driver is called by git with 7 arguments or 9, not with ${words.length}`, {
      exit: EXIT_CODES.wrongUsage,
    });
  }
  const a = { path, content: oldFile === '/dev/null' ? null : oldFile };
  const b = { path: newPath, content: newFile === '/dev/null' ? null : newFile };
  const text = await graphDiffText(a, b, renaming, terminal).catch(() => null);
  if (text !== null) out.write(text);
  else await writeLineDiff(a, b, renaming, terminal);
  return EXIT_CODES.done;
}

/** Null if one of the files is no valid graph. */
async function graphDiffText(
  a: DriverFile,
  b: DriverFile,
  renaming: string | undefined,
  terminal: Terminal,
): Promise<string | null> {
  const [older, newer] = [await loadGraph(a, terminal), await loadGraph(b, terminal)];
  if (older === undefined || newer === undefined) return null;
  const { compareSides } = await import('./compare-sides.js');
  const found: GraphDiff | null =
    older && newer
      ? compareSides(b.path, older, newer)
      : older
        ? { file: a.path, a: older, b: null, diff: null }
        : newer
          ? { file: b.path, a: null, b: newer, diff: null }
          : null;
  if (!found) return null;
  const { fileDiffText } = await import('./render-diffs.js');
  const text = fileDiffText(found, { colour: isColoured(terminal), unicode: true, cost: true });
  return a.path === b.path ? text : `${renamingText(a, b, renaming)}${text}`;
}

/** Null for a side that has no such file; undefined for what is no valid graph. */
async function loadGraph(
  { path, content }: DriverFile,
  { cwd }: Terminal,
): Promise<LoadedSide | null | undefined> {
  if (content === null) return null;
  const text = decodeText(await readRegularFile(resolve(cwd, content)), path);
  const { checkGraph } = await import('../../../compiler/index.js');
  // git gives the file alone: its parts are those of the working tree, which it runs drivers at the root of.
  const readPart = partReader(cwd);
  await loadGraphWords(text, path, readPart);
  const { document, program, sources } = checkGraph(text, path, { overrides: [], readPart });
  const source = { file: path, readPart };
  return program && document ? { label: path, program, document, text, source, sources } : undefined;
}

const renamingText = (a: DriverFile, b: DriverFile, renaming: string | undefined): string =>
  renaming === undefined ? `rename from ${a.path}\nrename to ${b.path}\n` : `${renaming.trimEnd()}\n`;

/** git pages what a driver writes, and says so where the pager's output is a terminal. */
const isColoured = ({ env, out }: Terminal): boolean =>
  out.colours.isColorSupported || wantsColour({ isTTY: env['GIT_PAGER_IN_USE'] === 'true' }, env);

async function writeLineDiff(
  a: DriverFile,
  b: DriverFile,
  renaming: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const files = [a.content ?? '/dev/null', b.content ?? '/dev/null'];
  const colour = isColoured(terminal) ? 'always' : 'never';
  // Without --no-ext-diff git would call this driver again.
  const options = ['--no-ext-diff', '--no-index', `--color=${colour}`];
  const { stdout } = await runGit(terminal.cwd, ['diff', ...options, '--', ...files]);
  const text = stdout.toString('utf8');
  if (text === '') return;
  const [from, to] = [
    a.content === null ? '/dev/null' : `a/${a.path}`,
    b.content === null ? '/dev/null' : `b/${b.path}`,
  ];
  const header = [
    `diff --git a/${a.path} b/${b.path}`,
    ...(a.path === b.path ? [] : [renamingText(a, b, renaming).trimEnd()]),
  ];
  const shown = text.split('\n');
  const hunks = shown.findIndex((line) => stripVTControlCharacters(line).startsWith('@@'));
  const lines =
    hunks < 0
      ? [`Binary files ${from} and ${to} differ\n`]
      : [`--- ${from}`, `+++ ${to}`, ...shown.slice(hunks)];
  terminal.out.writeFileContent(Buffer.from([...header, ...lines].join('\n')));
}
