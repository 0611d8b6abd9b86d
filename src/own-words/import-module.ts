/**
 * Runs a module of words. It is imported from a copy of exactly the text that was hashed and trusted, in a folder of its
 * own, where `lagraph/words` leads to this lagraph, however it is installed, and where nothing else is to be found: what
 * its words mean is in its text.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { packageFile } from '../package-root.js';
import type { WordModuleText } from '../dsl/index.js';
import { noteFailedModule, registerModule, type WordModule } from '../vocabulary/index.js';

const STANDS_ALONE = "a module of words stands alone; it may import lagraph/words and Node's own modules";

/** Imports that would be found although they stand outside of the text. */
const OUTSIDE = /(?:\bfrom|\bimport)\s*\(?\s*(['"])((?:\/|file:|[A-Za-z]:[\\/])[^'"]*)\1/;

const imports = new Map<string, Promise<WordModule>>();

/** Runs a module once in this process, and makes its words known. Whoever calls it has seen to its being trusted. */
export function importModule(module: WordModuleText): Promise<WordModule> {
  const begun = imports.get(module.hash);
  if (begun) return begun;
  const importing = importAnew(module);
  imports.set(module.hash, importing);
  return importing;
}

async function importAnew({ file, hash, text }: WordModuleText): Promise<WordModule> {
  const outside = OUTSIDE.exec(text)?.[2];
  if (outside !== undefined) return noteFailedModule(hash, `it imports ${outside}: ${STANDS_ALONE}`);
  const folder = await mkdtemp(join(tmpdir(), 'lagraph-words-'));
  try {
    const copy = pathToFileURL(join(folder, `${basename(file).replace(/\.[^.]*$/, '')}.mjs`));
    await writeFile(copy, text);
    await writeHelpers(folder);
    try {
      const exported = (await import(/* @vite-ignore */ copy.href)) as Record<string, unknown>;
      return registerModule(hash, file, exported);
    } catch (error) {
      return noteFailedModule(hash, await failureText(error, copy));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeHelpers(folder: string): Promise<void> {
  const helpers = join(folder, 'node_modules', 'lagraph');
  await mkdir(helpers, { recursive: true });
  const description = { name: 'lagraph', type: 'module', exports: { './words': './words.js' } };
  await writeFile(join(helpers, 'package.json'), JSON.stringify(description));
  const words = packageFile('dist/vocabulary/words.js').href;
  await writeFile(join(helpers, 'words.js'), `export * from ${JSON.stringify(words)};\n`);
}

async function failureText(error: unknown, copy: URL): Promise<string> {
  if (!(error instanceof Error)) return `it threw when it was loaded: ${String(error)}`;
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'ERR_PACKAGE_PATH_NOT_EXPORTED') {
    const [, wanted = 'what is not there'] = /(?:module|package|path) '([^']*)'/.exec(error.message) ?? [];
    const folder = join(copy.pathname, '..');
    return `it imports ${wanted.startsWith(folder) ? `.${wanted.slice(folder.length)}` : wanted}: ${STANDS_ALONE}`;
  }
  const isSyntax = error instanceof SyntaxError;
  const line = lineIn(isSyntax ? await syntaxReport(copy) : (error.stack ?? ''), copy);
  const where = line === undefined ? '' : ` in line ${line}`;
  return `${isSyntax ? 'it is no JavaScript' : 'it threw when it was loaded'}${where}: ${error.message}`;
}

/** The first line of a module that a stack or a report names. */
function lineIn(report: string, copy: URL): string | undefined {
  const text = report.replaceAll('\\', '/');
  const folder = copy.pathname.split('/').at(-2)!;
  const at = text.indexOf(`${folder}/`);
  return at < 0 ? undefined : /\.mjs:(\d+)/.exec(text.slice(at))?.[1];
}

/** Node tells where an error of syntax is only as it ends; with --check it runs nothing. */
const syntaxReport = (copy: URL): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['--check', fileURLToPath(copy)], (_error, _out, report) => resolve(report));
  });
