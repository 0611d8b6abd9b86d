import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/diagnostics/index.js';
import { check } from '../../src/index.js';
import { root } from '../support/build-dist.js';
import { partsOf } from '../support/read-parts.js';

const pages = ['README.md', ...readdirSync(join(root, 'docs')).map((name) => join('docs', name))].filter(
  (path) => path.endsWith('.md'),
);

/** Names of source files without their folders. */
const sources = new Set([
  'index.d.ts', // of dist/
  ...readdirSync(root),
  ...['src', 'test', 'bench', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => basename(path)),
  ),
]);

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');

  it('links to pages and files that are there', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link]) => link!);
    const broken = links.filter(
      (link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(page), link)),
    );
    expect(broken).toEqual([]);
  });

  it('names paths that are there', () => {
    const names = [...text.matchAll(/`([^`\n]+)`/g)].map(([, name]) => name!);
    const paths = names.filter((name) => /^(src|test|bench|scripts|graphs|examples|schema)\/\S*$/.test(name));
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names files that are there', () => {
    const names = [...text.matchAll(/`([\w.-]+\.(?:ts|mjs|py|proto))`/g)].map(([, name]) => name!);
    expect(names.filter((name) => !sources.has(name))).toEqual([]);
  });

  it('shows graphs without fault', () => {
    const graphs = [...text.matchAll(/^```yaml\n(lagraph: [^]*?)^```$/gm)].map(([, graph]) => graph!);
    // Graphs import those that the page shows below their path.
    const named = [...text.matchAll(/([\w/-]+\.yaml)[^\n]*\n\n```yaml\n(lagraph: [^]*?)^```$/gm)];
    const readPart = partsOf(
      Object.fromEntries(named.map(([, path, graph]) => [join(dirname(page), path!), graph!])),
    );
    for (const graph of graphs) {
      const { diagnostics, sources } = check(graph, { file: page, readPart });
      expect(renderText(diagnostics, sources)).toBe('');
    }
  });
});

it('the benchmark has all of its tasks', () => {
  const folder = join(root, 'bench/graphs');
  const phases = readdirSync(folder).flatMap((file) => {
    const { diagnostics, sources, program } = check(readFileSync(join(folder, file), 'utf8'), { file });
    expect(renderText(diagnostics, sources)).toBe('');
    return program!.phases.map(({ name, batchSize }) => [name, batchSize]);
  });
  expect(Object.fromEntries(phases)).toEqual({
    mnist_classifier: 128,
    mnist_autoencoder: 128,
    denoising: 128,
    signs_classifier: 32,
    signs_autoencoder: 32,
    linker: 32,
    gru_autoencoder: 128,
    transformer: 128,
    u_net: 64,
    mlp_mixer: 64,
    resnet_autoencoder: 64,
    vae: 128,
  });
});
