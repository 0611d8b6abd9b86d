import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, it } from 'vitest';

const { removeStaleModules } = (await import(
  new URL('../../scripts/remove-stale-modules.mjs', import.meta.url).href
)) as { removeStaleModules(sources: string, built: string): void };

const root = mkdtempSync(join(tmpdir(), 'lagraph-stale-'));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), '');
};

it('removes what was compiled from sources that are gone, and nothing else', () => {
  ['src/index.ts', 'src/dsl/read.ts', 'src/engine/generated/proto.js'].forEach(write);
  const current = [
    'dist/index.js',
    'dist/dsl/read.js',
    'dist/dsl/read.js.map',
    'dist/engine/generated/proto.js',
    'dist/bin/cli/main.js',
    'dist/bin/chunks/any-ABC.js',
    'dist/onnxruntime-node/dist/index.js',
    'dist/.types/old.d.ts',
    'dist/dsl/notes.txt',
  ];
  const stale = [
    'dist/dsl/gone.js',
    'dist/dsl/read.d.ts',
    'dist/dsl/gone.d.ts',
    'dist/gone/deeper/module.js.map',
  ];
  [...current, ...stale].forEach(write);
  removeStaleModules(join(root, 'src'), join(root, 'dist'));
  expect(current.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  expect(stale.filter((path) => existsSync(join(root, path)))).toEqual([]);
  expect(readdirSync(join(root, 'dist'))).not.toContain('gone');
});
