import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOutByParts, type LayOut } from '../../src/format/index.js';
import { layOut } from '../../src/format/prettier-yaml.js';
import { root } from '../support/build-dist.js';
import { random } from '../support/seeded-random.js';
import { randomLayout, randomPart } from './random-layout.js';
import { rounds, roundsSeed, roundsTimeout } from '../support/rounds.js';

const graphs = ['graphs', 'examples', 'test/compiler/graphs', 'test/dsl/graphs'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8')),
);

describe('the layout of a text by its parts', () => {
  it(
    'is that of the whole, however a graph is written',
    async () => {
      const lay = layOutByParts();
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.nat(graphs.length - 1), fc.boolean(), async (seed, i, whole) => {
          const { next } = random(seed);
          const part = whole ? graphs[i]! : randomPart(graphs[i]!, next);
          const text = randomLayout(part, next).replaceAll('\r\n', '\n');
          // prettier can't read some comments between brackets.
          const laidOut = (by: LayOut) => by(text).catch(({ message }: Error) => `${message}`);
          expect(await laidOut(lay)).toBe(await laidOut(layOut));
        }),
        { numRuns: rounds(150), seed: roundsSeed(18) },
      );
    },
    roundsTimeout(60_000),
  );
});
