/** `group`: examples that agree in a field come into the same part. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../../src/index.js';
import { openDataset } from '../../../src/runtime/data/index.js';
import { temporary } from '../../vocabulary/sources/support.js';

const folder = temporary();

async function partsOf(groups: readonly number[], group: string, seed = 1): Promise<Map<string, number[]>> {
  const rows = groups.map((one, at) => `${at},${one},kind${one}`).join('\n');
  await writeFile(join(folder(), 'rows.csv'), `number,group,kind\n${rows}\n`);
  const kinds = [...new Set(groups), 1000, 1001].map((one) => `kind${one}`);
  const { program, diagnostics } = check(`lagraph: 1
seed: ${seed}
data:
  rows:
    source: csv
    path: rows.csv
    fields: {number: number, group: {columns: group, type: int32}, kind: {classes: [${kinds.join(', ')}]}}
    split: {train: 0.6, test: 0.3}
    group: ${group}
`);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  const opened = await openDataset(program!, 'rows', { base: folder() }, () => undefined);
  return new Map(
    ['train', 'test'].map((name) => {
      const set = opened.split(name);
      const order = Array.from({ length: set.examples }, (_, at) => at);
      return [name, [...set.gather(order, 0, ['number']).number!]];
    }),
  );
}

describe('group', () => {
  it.each(['group', 'kind'])('keeps what agrees in %s in one part, each example once', async (field) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(30), { minLength: 120, maxLength: 160 }),
        fc.nat(100),
        async (groups, seed) => {
          const parts = await partsOf(groups, field, seed);
          const all = [...parts.values()].flat();
          expect(new Set(all).size).toBe(all.length);
          const of = (name: string) => new Set(parts.get(name)!.map((row) => groups[row]));
          for (const group of of('test')) expect(of('train').has(group)).toBe(false);
          // A part is as large as its share says, to about a group.
          const largest = Math.max(...groups.map((one) => groups.filter((other) => other === one).length));
          expect(Math.abs(parts.get('train')!.length - 0.6 * groups.length)).toBeLessThanOrEqual(largest);
          expect(Math.abs(parts.get('test')!.length - 0.3 * groups.length)).toBeLessThanOrEqual(largest);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('is refused where no group fits into a part', async () => {
    const one = Array.from({ length: 20 }, () => 3);
    await expect(partsOf(one, 'group')).rejects.toThrow(
      'No examples come into the part test: the groups of group are too large, or too few, for its share.',
    );
  });
});
