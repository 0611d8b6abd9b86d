import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/diagnostics/index.js';
import { readGraph } from '../../src/dsl/index.js';

/** The graphs of this folder with their diagnostics, or their resolved form. */
const folder = join(import.meta.dirname, 'graphs');
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

describe.each(names)('%s', (name) => {
  it('reads as it did (npm run test:update)', async () => {
    const text = readFileSync(join(folder, name), 'utf8');
    const { value, diagnostics } = readGraph(text, name, { overrides: [] });
    const report = renderText(diagnostics, new Map([[name, text]]));
    const left = value?.leftOut.map(({ kind, name: own }) => `left out: ${kind} ${own}\n`).join('') ?? '';
    const shown = report === '' ? `${JSON.stringify(value!.resolved, null, 2)}\n` : `${report}\n${left}`;
    await expect(shown).toMatchFileSnapshot(join(folder, name.replace('.yaml', '.golden.txt')));
  });
});
