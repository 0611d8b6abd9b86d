/** What the arguments of `lagraph diff` mean: pairs of graphs to compare. */
import { stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import {
  changedFiles,
  findRevision,
  locateInRepository,
  pathInRepository,
  readAtRevision,
  repositoryRoot,
  revisionParts,
  runGit,
  type TrackedFile,
} from '../../git/index.js';
import { filesOfGraph, type ReadPart } from '../../../dsl/index.js';
import { readRegularFile } from '../../../regular-file.js';
import { isGraphText } from '../../find-graph-files.js';
import { readGraphText } from '../../load-graph-file.js';
import { partReader } from '../../part-reader.js';
import { EXIT_CODES, UserError } from '../../user-error.js';
import type { Terminal } from '../../terminal.js';

/** A graph's text, or the name of a run. */
export type GraphSide =
  /** `label` tells the version, `file` is what messages and annotations call it. */
  | {
      kind: 'text';
      label: string;
      file: string;
      text: string;
      /** Reads the parts of this version. */
      readPart: ReadPart;
      /** Of the lock beside it. */
      lockText?: string;
    }
  | { kind: 'run'; label: string; run: string };

export interface GraphPair {
  /** Null for a graph that is new. */
  a: GraphSide | null;
  /** Null for a graph that is gone. */
  b: GraphSide | null;
}

const wrong = (message: string, hint?: string): UserError =>
  new UserError(message, { exit: EXIT_CODES.wrongUsage, ...(hint === undefined ? {} : { hint }) });

/** @param isRun whether people have given some run this name */
export async function findGraphs(
  words: readonly string[],
  isRun: (word: string) => Promise<boolean>,
  terminal: Terminal,
): Promise<GraphPair[]> {
  if (words.length > 2) throw wrong(`diff compares two graphs, not ${words.length}`);
  if (words.filter((word) => word === '-').length > 1)
    throw wrong('standard input can be read once: name `-` once');
  const [first, second] = words;
  if (first === undefined) return changedGraphs('HEAD', null, terminal);
  if (second === undefined) return [await aloneOrChanged(first, isRun, terminal)].flat();
  const [a, b] = [await classify(first, isRun, terminal), await classify(second, isRun, terminal)];
  if (a.kind === 'revision' && b.kind === 'revision') return changedGraphs(first, second, terminal);
  if (a.kind === 'revision' || b.kind === 'revision') {
    const revision = a.kind === 'revision' ? first : second;
    throw wrong(
      `${revision} is a revision, and the other is a graph`,
      `write ${revision}:path/of/graph.yaml`,
    );
  }
  return [{ a: await read(a, terminal), b: await read(b, terminal) }];
}

type Named =
  | { kind: 'file'; word: string }
  | { kind: 'at'; revision: string; path: string }
  | { kind: 'revision' }
  | { kind: 'run'; word: string };

/** Names of runs: `20260102-030405-ab12cd`, their beginnings, and the last one. */
const RUN_NAME = /^(latest|\d{8}(-\d{0,6}(-[0-9a-f]{0,6})?)?)$/;

async function classify(
  word: string,
  isRun: (word: string) => Promise<boolean>,
  terminal: Terminal,
): Promise<Named> {
  if (word === '-' || (await isFile(resolve(terminal.cwd, word)))) return { kind: 'file', word };
  const colon = /^([^:]+):(.+)$/.exec(word);
  if (colon) return { kind: 'at', revision: colon[1]!, path: colon[2]! };
  if (RUN_NAME.test(word)) return { kind: 'run', word };
  const root = await repositoryRoot(terminal.cwd).catch((error: unknown) => {
    if (error instanceof UserError) return null;
    throw error;
  });
  if (root !== null && (await findRevision(root, word)) !== null) return { kind: 'revision' };
  if (await isRun(word)) return { kind: 'run', word };
  throw wrong(
    `${word} is no file, no revision and no run`,
    'name a graph file, REV:path, or a run as lagraph runs lists them',
  );
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function read(named: Exclude<Named, { kind: 'revision' }>, terminal: Terminal): Promise<GraphSide> {
  if (named.kind === 'run') return { kind: 'run', label: named.word, run: named.word };
  if (named.kind === 'file') {
    const { file, text } = await readGraphText(named.word, terminal);
    return fileSide({ path: named.word, file, text }, terminal);
  }
  const tracked = await locate(named.path, terminal);
  const found = await readVersion(tracked, named.revision, terminal);
  if (found) return found;
  const advice = await pathFromRoot(named.path, tracked, named.revision, terminal);
  throw wrong(`${named.revision} has no file ${named.path}`, advice ?? undefined);
}

/** As git reads `REV:path`: from the root of the repository, unless it begins with a dot. */
async function locate(path: string, { cwd }: Terminal): Promise<TrackedFile> {
  if (/^\.{1,2}\//.test(path)) return locateInRepository(cwd, path);
  return { root: await repositoryRoot(cwd), path };
}

async function pathFromRoot(
  path: string,
  { root }: TrackedFile,
  revision: string,
  { cwd }: Terminal,
): Promise<string | null> {
  const here = await locateInRepository(cwd, path).catch(() => null);
  if (!here || here.path === path || here.root !== root) return null;
  const isThere = (await readAtRevision(here, revision)) !== null;
  return isThere ? `write ${revision}:${here.path}, or ${revision}:./${path}` : null;
}

async function readVersion(
  tracked: TrackedFile,
  revision: string,
  terminal: Terminal,
): Promise<GraphSide | null> {
  const { lockFileOf } = await import('../../../lock/index.js');
  const lock = { ...tracked, path: lockFileOf(tracked.path) };
  const [text, lockText] = await Promise.all([
    readAtRevision(tracked, revision),
    readAtRevision(lock, revision).catch(() => null),
  ]);
  if (text === null) return null;
  const file = shownPath(tracked, terminal);
  const label = `${revision}:${tracked.path}`;
  const pathOf = pathInRepository(tracked.root, terminal.cwd);
  const readPart = revisionParts(tracked.root, revision, pathOf);
  return { kind: 'text', label, file, text, readPart, ...(lockText === null ? {} : { lockText }) };
}

const shownPath = ({ root, path }: TrackedFile, { cwd }: Terminal): string =>
  relative(cwd, join(root, path)) || path;

/** One argument: what it is compared with follows from what it is. */
async function aloneOrChanged(
  word: string,
  isRun: (word: string) => Promise<boolean>,
  terminal: Terminal,
): Promise<GraphPair | GraphPair[]> {
  const named = await classify(word, isRun, terminal);
  if (named.kind === 'revision') return changedGraphs(word, null, terminal);
  if (named.kind === 'run' || word === '-')
    throw wrong(`say what ${word} is compared with`, `lagraph diff ${word} graph.yaml`);
  if (named.kind === 'at') {
    const tracked = await locate(named.path, terminal);
    const a = await read(named, terminal);
    return { a, b: await read({ kind: 'file', word: shownPath(tracked, terminal) }, terminal) };
  }
  const b = await read(named, terminal);
  const tracked = await locateInRepository(terminal.cwd, word);
  const a = await readVersion(tracked, 'HEAD', terminal).catch(async (error: unknown) => {
    await requireCommit(tracked.root);
    throw error;
  });
  if (!a)
    throw wrong(`HEAD has no file ${tracked.path}`, 'name what it is compared with: lagraph diff OLD NEW');
  return { a, b };
}

async function requireCommit(root: string): Promise<void> {
  if ((await runGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD'])).exitCode !== 0)
    throw wrong('nothing has been committed yet', 'name two files: lagraph diff OLD NEW');
}

/** All graphs that differ between a revision and another one, or the working tree. */
async function changedGraphs(from: string, to: string | null, terminal: Terminal): Promise<GraphPair[]> {
  const root = await repositoryRoot(terminal.cwd);
  if (from === 'HEAD') await requireCommit(root);
  const pairs: GraphPair[] = [];
  const newerSide = sideReader(root, to, terminal);
  const changed = await changedFiles(root, from, to);
  // A lock stands for its graph.
  const paths = new Set(changed.flatMap((path) => graphsOfLock(path) ?? [path]));
  for (const path of await graphsImporting(paths, { root, to, newerSide }, terminal)) paths.add(path);
  for (const path of [...paths].sort()) {
    if (!/\.ya?ml$/i.test(path)) continue;
    const a = await readVersion({ root, path }, from, terminal);
    const b = await newerSide(path);
    if ([a, b].some((side) => side?.kind === 'text' && isGraphText(side.text))) pairs.push({ a, b });
  }
  return pairs;
}

type SideReader = (path: string) => Promise<GraphSide | null>;

/** Reads files of a revision, or of the working tree for null; each once. */
function sideReader(root: string, revision: string | null, terminal: Terminal): SideReader {
  const read = new Map<string, GraphSide | null>();
  return async (path) => {
    const known = read.get(path);
    if (known !== undefined) return known;
    const tracked = { root, path };
    const side =
      revision === null
        ? await readWorkingFile(tracked, terminal)
        : await readVersion(tracked, revision, terminal);
    read.set(path, side);
    return side;
  };
}

/** Graphs that have not changed themselves, but a part of them has, or a module of words. */
async function graphsImporting(
  changed: ReadonlySet<string>,
  { root, to, newerSide }: { root: string; to: string | null; newerSide: SideReader },
  terminal: Terminal,
): Promise<string[]> {
  if (![...changed].some((path) => /\.(ya?ml|m?js)$/i.test(path))) return [];
  const mayImport = ['-l', '-z', '-E', '-e', '^["\' ]*(imports|words)["\' ]*:'];
  const where = to === null ? ['--untracked'] : [to];
  const { stdout } = await runGit(root, ['grep', ...mayImport, ...where, '--', '*.yaml', '*.yml']);
  const names = stdout.toString('utf8').split('\0');
  const pathOf = pathInRepository(root, terminal.cwd);
  const found: string[] = [];
  for (const name of names) {
    const path = to === null ? name : name.slice(to.length + 1);
    if (path === '' || changed.has(path)) continue;
    const side = await newerSide(path);
    if (side?.kind !== 'text' || !isGraphText(side.text)) continue;
    const parts = filesOfGraph(side.text, side.file, side.readPart).map(pathOf);
    if (parts.some((part) => part !== null && changed.has(part))) found.push(path);
  }
  return found;
}

/** The graphs that a lock may belong to; undefined if a path is no lock's. */
const graphsOfLock = (path: string): string[] | undefined =>
  path.endsWith('.lock.yaml')
    ? ['.yaml', '.yml'].map((ending) => path.replace(/\.lock\.yaml$/, ending))
    : undefined;

async function readWorkingFile(tracked: TrackedFile, terminal: Terminal): Promise<GraphSide | null> {
  const path = join(tracked.root, tracked.path);
  if (!(await isFile(path))) return null;
  const file = shownPath(tracked, terminal);
  const { text } = await readGraphText(path, terminal);
  return fileSide({ path, file, text }, terminal);
}

async function fileSide(
  { path, file, text }: { path: string; file: string; text: string },
  terminal: Terminal,
): Promise<GraphSide> {
  const readPart = partReader(terminal.cwd);
  return { kind: 'text', label: file, file, text, readPart, ...(await lockBeside(path, terminal)) };
}

/** The text of the lock of a graph file, if there is one that can be read. */
async function lockBeside(path: string, { cwd }: Terminal): Promise<{ lockText?: string }> {
  if (path === '-') return {};
  const { lockFileOf } = await import('../../../lock/index.js');
  const bytes = await readRegularFile(resolve(cwd, lockFileOf(path))).catch(() => null);
  return bytes === null ? {} : { lockText: bytes.toString('utf8') };
}
