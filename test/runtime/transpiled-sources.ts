/**
 * Transpiles the sources to JavaScript for tests that start child processes, into a folder named by their hash. Each
 * file is transpiled alone (no type check).
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const source = join(root, 'src');
// Inside node_modules, so that packages resolve from there.
const cache = join(root, 'node_modules/.cache/lagraph-built');

function files(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}

async function build(): Promise<string> {
  const all = files(source).sort();
  const hash = createHash('sha256');
  for (const path of all) hash.update(path).update(readFileSync(path));
  const place = join(cache, hash.digest('hex').slice(0, 16));
  if (existsSync(place)) return place;
  const { default: ts } = await import('typescript');
  const draft = join(cache, `draft-${randomBytes(6).toString('hex')}`);
  for (const path of all) {
    if (path.endsWith('.d.ts')) continue;
    const target = join(draft, 'dist', relative(source, path));
    mkdirSync(dirname(target), { recursive: true });
    if (!path.endsWith('.ts')) {
      cpSync(path, target);
      continue;
    }
    const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
      },
    });
    writeFileSync(target.replace(/\.ts$/, '.js'), outputText);
  }
  writeFileSync(
    join(draft, 'package.json'),
    '{"name": "lagraph", "version": "0.0.0-test", "type": "module"}\n',
  );
  for (const old of existsSync(cache) ? readdirSync(cache) : []) {
    const stale = Date.now() - statSync(join(cache, old), { throwIfNoEntry: false })!.mtimeMs > 3600_000;
    if (stale) rmSync(join(cache, old), { recursive: true, force: true });
  }
  try {
    renameSync(draft, place);
  } catch (error) {
    // Another test file was faster.
    if (!existsSync(place)) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
  return place;
}

/** URL of a transpiled module by its path in src, e.g. `runtime/store/index.js`. */
export async function built(path: string): Promise<string> {
  return pathToFileURL(join(await build(), 'dist', path)).href;
}
