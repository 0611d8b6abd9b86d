import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EXIT_CODES, UserError } from '../../../user-error.js';

/** A file, as the user wrote it or as it was found. */
export interface FoundFile {
  path: string;
  /** Its path below the folder that was named; null if the file itself was. */
  below: string | null;
}

export const isTable = (path: string): boolean => /\.(?:json|csv|npz|npy)$/i.test(path);

const IMAGES = /\.(?:jpe?g|jpe|jfif|a?png|webp|gif|tiff?|avif|bmp|dib|p[bgpn]m)$/i;

/**
 * The files that arguments mean: files, folders with all that is below them, and patterns (`photos/**\/*.jpg`), which the
 * shell may have left. Hidden files are left out of folders and patterns.
 *
 * @param skipped is told of files in folders that are of no kind that is read
 */
export async function findFiles(
  args: readonly string[],
  cwd: string,
  skipped: (folder: string, count: number) => void,
): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const arg of args) {
    const there = await stat(resolve(cwd, arg)).catch(() => null);
    if (there?.isDirectory()) found.push(...(await filesOfFolder(arg, cwd, skipped)));
    else if (!there && /[*?[{]/.test(arg)) found.push(...(await filesOfPattern(arg, cwd)));
    else found.push({ path: arg, below: null });
  }
  return found;
}

async function filesOfFolder(
  folder: string,
  cwd: string,
  skipped: (folder: string, count: number) => void,
): Promise<FoundFile[]> {
  const all = await filesBelow(resolve(cwd, folder));
  const fitting = all.filter((name) => IMAGES.test(name) || isTable(name));
  if (fitting.length === 0) {
    throw new UserError(`${folder}: there is no file in it that can be read`, {
      hint: 'pictures, .json, .csv, .npz and .npy are read',
    });
  }
  if (fitting.length < all.length) skipped(folder, all.length - fitting.length);
  return fitting.map((below) => ({ path: join(folder, below), below }));
}

async function filesOfPattern(pattern: string, cwd: string): Promise<FoundFile[]> {
  const parts = pattern.split('/');
  const first = parts.findIndex((part) => /[*?[{]/.test(part));
  const base = parts.slice(0, first).join('/');
  const root = base === '' ? (pattern.startsWith('/') ? '/' : '.') : base;
  const matches = patternOf(parts.slice(first).join('/'));
  const names = (await filesBelow(resolve(cwd, root)).catch(() => [])).filter((name) => matches.test(name));
  if (names.length === 0)
    throw new UserError(`${pattern}: no file fits this`, { exit: EXIT_CODES.wrongInput });
  return names.map((below) => ({ path: root === '.' ? below : join(root, below), below }));
}

/** Paths of the files in a folder and below it, in the order of their names. */
async function filesBelow(folder: string, inner = ''): Promise<string[]> {
  const entries = await readdir(join(folder, inner), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const found: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    const path = inner === '' ? entry.name : `${inner}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await filesBelow(folder, path)));
    else if (entry.isFile() || entry.isSymbolicLink()) found.push(path);
  }
  return found;
}

/** `*` and `?` stand for characters of a name, `**` for folders, `[ab]` for one of these, `{a,b}` for either. */
function patternOf(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at += 1) {
    const rest = pattern.slice(at);
    const set = /^\[(!?)([^\]]+)\]/.exec(rest);
    const either = /^\{([^{}]*)\}/.exec(rest);
    if (rest.startsWith('**/')) {
      source += '(?:[^/]+/)*';
      at += 2;
    } else if (rest.startsWith('**')) {
      source += '.*';
      at += 1;
    } else if (pattern[at] === '*') source += '[^/]*';
    else if (pattern[at] === '?') source += '[^/]';
    else if (set) {
      source += `[${set[1] === '!' ? '^' : ''}${set[2]!.replace(/[\\\]^]/g, '\\$&')}]`;
      at += set[0].length - 1;
    } else if (either) {
      source += `(?:${either[1]!
        .split(',')
        .map((one) => patternOf(one).source.slice(1, -1))
        .join('|')})`;
      at += either[0].length - 1;
    } else source += pattern[at]!.replace(/[\\^$.|+()[\]{}]/, '\\$&');
  }
  return new RegExp(`^${source}$`, 'u');
}
