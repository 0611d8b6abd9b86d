/** The messages of common errors, word for word: one mistake, one error, and a suggestion that helps. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/diagnostics/index.js';
import { check } from '../../src/index.js';
import { mistakes } from './mistakes.js';

const folder = join(import.meta.dirname, 'messages');

describe.each(Object.entries(mistakes))('%s', (group, list) => {
  const reports = list.map(({ what, text, says }) => {
    const { diagnostics, sources } = check(text, { file: 'graph.yaml' });
    return { what, says, diagnostics, report: renderText(diagnostics, sources) };
  });

  it.each(reports)('$what', ({ says, diagnostics }) => {
    const places = diagnostics.map(({ code, range }) => {
      const { text } = list.find((one) => one.says === says)!;
      return `${code} ${range ? text.slice(range.start, range.end) : ''}`;
    });
    expect(places).toEqual(says);
  });

  it('in the words that were chosen (npm run test:update)', async () => {
    const all = reports.map(({ what, report }) => `## ${what}\n\n${report}`).join('\n');
    await expect(all).toMatchFileSnapshot(join(folder, `${group}.golden.txt`));
  });
});
