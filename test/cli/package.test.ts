import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, root } from '../support/build-dist.js';

const exec = promisify(execFile);

let folder = '';
let packed: { filename: string; files: { path: string; mode: number }[] };

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-pack-'));
  const { stdout } = await exec(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--offline', '--pack-destination', folder],
    {
      cwd: root,
      maxBuffer: 1 << 26,
    },
  );
  [packed] = JSON.parse(stdout) as [typeof packed];
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the package', () => {
  it('holds what runs, and nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    for (const path of [
      'dist/index.js',
      'dist/index.d.ts',
      'dist/bin/cli/main.js',
      'dist/bin/worker/main.js',
      'dist/bin/THIRD-PARTY.txt',
      'dist/bin/page/run-page.js',
      'dist/onnxruntime-node/LICENSE',
      'dist/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
      'docs/language.md',
      'examples/autoencoder.yaml',
      'CHANGELOG.md',
      'graphs/signs-to-mnist.yaml',
      'graphs/parts/mnist.yaml',
      'schema/lagraph.schema.json',
      'README.md',
      'LICENSE',
      'package.json',
    ]) {
      expect(paths).toContain(path);
    }
    const strangers = paths.filter(
      (path) =>
        ![
          /^dist\/(index\.d\.ts|vocabulary\/words\.d\.ts|.*\.js|bin\/THIRD-PARTY\.txt)$/,
          /^dist\/onnxruntime-node\/(LICENSE|package\.json|bin\/.*\/(lib)?onnxruntime[^/]*\.(node|dll|dylib|so\.1))$/,
          /^(graphs|examples)\/.*\.yaml$/,
          /^examples\/words\/[a-z-]+\.mjs$/,
          /^examples\/weights\/[a-z-]+\.safetensors$/,
          /^examples\/data\/[a-z-]+\.csv$/,
          /^docs\/.*\.md$/,
          /^docs\/gallery\/[a-z_.-]+\.(svg|png|webp)$/,
          /^schema\/.*\.json$/,
          /^(README\.md|CHANGELOG\.md|LICENSE|package\.json)$/,
        ].some((pattern) => pattern.test(path)),
    );
    expect(strangers).toEqual([]);
  });

  it('holds every module that the library imports, at once or later', async () => {
    const paths = new Set(packed.files.map(({ path }) => path));
    const missing: string[] = [];
    const seen = new Set(['dist/index.js']);
    for (const module of seen) {
      const text = await readFile(join(root, module), 'utf8');
      for (const [, target] of text.matchAll(/(?:\bfrom|\bimport\(?)\s*'(\.{1,2}\/[^']+)'/g)) {
        const path = join(dirname(module), target!);
        if (paths.has(path)) seen.add(path);
        else missing.push(`${module}: ${target}`);
      }
    }
    expect(missing).toEqual([]);
    expect(seen.size).toBeGreaterThan(400);
  });

  it('has types that stand by themselves', async () => {
    const types = await readFile(join(root, 'dist/index.d.ts'), 'utf8');
    // Users of lagraph's types need no types of its dependencies.
    expect(types).not.toMatch(/^import |^export .* from |(?<! \* .*)import\(/m);
    for (const name of ['check', 'compile', 'run', 'openRun', 'predict']) {
      expect(types).toContain(`export declare function ${name}(`);
    }
  });

  it('runs no script when it is installed, and leads to no package that is known to need one', async () => {
    const { dependencies, scripts } = JSON.parse(
      await readFile(join(root, 'package.json'), 'utf8'),
    ) as Record<string, Record<string, string>>;
    expect(Object.keys(scripts!).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
    expect(dependencies).not.toHaveProperty('onnxruntime-node');
  });

  it('works from its tarball: the command and the library', async () => {
    // Unpacked where npm would put it. The dependencies are those of this checkout, so nothing is downloaded.
    const home = join(folder, 'node_modules/lagraph');
    await exec('mkdir', ['-p', home]);
    await exec('tar', ['-xzf', join(folder, packed.filename), '-C', home, '--strip-components=1']);
    await exec('ln', ['-s', join(root, 'node_modules'), join(home, 'node_modules')]);
    const main = join(home, 'dist/bin/cli/main.js');
    const graph = join(home, 'graphs/signs-to-mnist.yaml');
    const { stdout } = await exec(process.execPath, [main, 'check', graph]);
    expect(stdout).toContain('4 phases');
    await writeFile(
      join(folder, 'use.mjs'),
      `import { readFileSync } from 'node:fs';
       import { check, compile, run, GraphError } from 'lagraph';
       const text = readFileSync(${JSON.stringify(join(home, 'examples/vae.yaml'))}, 'utf8');
       const { program, diagnostics } = check(text);
       let thrown = null;
       try { compile('lagraph: 1\\nnoise: 3\\n'); } catch (error) { thrown = error; }
       console.log(JSON.stringify({
         diagnostics, phases: program.phases.length, compiled: compile(text).name, run: typeof run,
         thrown: thrown instanceof GraphError && thrown.diagnostics.length > 0,
       }));`,
    );
    const used = await exec(process.execPath, ['use.mjs'], { cwd: folder });
    expect(JSON.parse(used.stdout)).toEqual({
      diagnostics: [],
      phases: 1,
      compiled: 'vae',
      run: 'function',
      thrown: true,
    });
  });

  it('has a command that starts with a hashbang', async () => {
    expect(await readFile(join(root, 'dist/bin/cli/main.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });
});
