import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/diagnostics/index.js';
import { check } from '../../src/index.js';

/** Graphs with errors, and their complete reports. */
const folder = join(import.meta.dirname, 'graphs');
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

describe.each(names)('%s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const { diagnostics, sources } = check(text, { file: name });

  it('gets the report that it got (npm run test:update)', async () => {
    await expect(renderText(diagnostics, sources)).toMatchFileSnapshot(
      join(folder, name.replace('.yaml', '.golden.txt')),
    );
  });
});

it('twelve mistakes get twelve diagnostics, each at a place of its own', () => {
  const { diagnostics } = check(readFileSync(join(folder, 'twelve.yaml'), 'utf8'));
  expect(diagnostics.map(({ severity }) => severity)).toEqual(Array(12).fill('error'));
  expect(new Set(diagnostics.map(({ range }) => range?.start)).size).toBe(12);
});
