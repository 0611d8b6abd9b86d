import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as vocabulary from '../../src/vocabulary/index.js';
import { root } from '../support-cli/build.js';

const page = join(root, 'docs/language.md');
const { reference } = (await import(join(root, 'scripts/reference.mjs'))) as {
  reference(words: typeof vocabulary): string;
};

describe('the page on the words of the language', () => {
  it('is as the definitions are', async () => {
    const text = reference(vocabulary);
    if (process.env['LAGRAPH_UPDATE_GOLDEN']) await writeFile(page, text);
    expect(text).toBe(await readFile(page, 'utf8'));
  });

  it('names every word with what it does', () => {
    const text = reference(vocabulary);
    for (const words of Object.values(vocabulary)) {
      if (!(words instanceof Map)) continue;
      for (const { name, summary } of words.values()) {
        expect(text, name).toContain(name);
        expect(text, name).toContain(summary.replaceAll('|', '\\|'));
      }
    }
  });
});
