import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/diagnostics/index.js';
import { check } from '../../src/index.js';
import { root } from '../support/build-dist.js';
import { readPart } from '../support/read-parts.js';

/** Every published graph must have no diagnostics, not even a warning. */
const graphs = ['examples', 'graphs', 'graphs/parts', 'graphs/zoo', 'graphs/zoo/parts'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name)),
);

describe.each(graphs)('%s', (path) => {
  const text = readFileSync(join(root, path), 'utf8');

  it('compiles without a warning', () => {
    const { diagnostics, sources, program } = check(text, { file: path, readPart });
    expect(renderText(diagnostics, sources)).toBe('');
    expect(program!.phases.length).toBeGreaterThan(0);
  });

  it.each(check(text, { file: path, readPart }).document?.profiles ?? [])('compiles with the profile %s', (profile) => {
    const { diagnostics, sources } = check(text, { file: path, profile, readPart });
    expect(renderText(diagnostics, sources)).toBe('');
  });

  it('starts with what it teaches', () => {
    expect(text).toMatch(/^# .{20,}\n/);
  });
});

it('there are lessons', () => {
  expect(graphs.filter((path) => path.startsWith('examples')).length).toBeGreaterThanOrEqual(4);
});

it('the classifier of signs chooses an epoch only where it is asked to, and then by no test photo', () => {
  const classifierWith = (options: object) => {
    const path = 'graphs/signs-classifier.yaml';
    const { program } = check(readFileSync(join(root, path), 'utf8'), { file: path, readPart, ...options });
    const { keep, validation, data } = program!.phases[0]!;
    return { keep, validation: [validation!.data.dataset, validation!.data.split], data: [data!.dataset, data!.split] };
  };
  expect(classifierWith({}).keep).toBe('last');
  expect(classifierWith({ profile: 'held_out' })).toMatchObject({
    keep: { best: { figure: 'val.loss' } },
    validation: ['signs.photos', 'held_out'],
    data: ['signs.sheared_photos', 'train'],
  });
});
