/** Diffs as readers see them: each must tell its edit to someone who sees nothing else. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diff, renderDiffText } from '../../src/diff/index.js';
import { check } from '../../src/index.js';
import { EDITS, SEED_GRAPH } from './edits.js';

const folder = join(import.meta.dirname, 'golden');

describe.each(Object.keys(EDITS))('%s', (name) => {
  it('is told (npm run test:update)', async () => {
    const { before = (text: string) => text, after } = EDITS[name]!;
    const [a, b] = [before(SEED_GRAPH), after(SEED_GRAPH)].map((text) => {
      const checked = check(text, { file: 'signs-to-mnist.yaml' });
      expect(checked.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      return { program: checked.program!, document: checked.document! };
    });
    const found = diff(a!.program, b!.program, { documents: { a: a!.document, b: b!.document } });
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    await expect(renderDiffText(found)).toMatchFileSnapshot(join(folder, `${name}.golden.txt`));
  });
});
