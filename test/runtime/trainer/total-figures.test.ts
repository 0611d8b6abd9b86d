/** Evaluations whose figure is of all examples together, whatever the size of batches. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { openDataset } from '../../../src/runtime/data/index.js';
import { tfjsEngine } from '../../../src/runtime/engines/index.js';
import { createEvaluationLoop } from '../../../src/runtime/trainer/evaluation-loop.js';
import { idxFile, temporary } from '../../vocabulary/sources/support.js';

const EXAMPLES = 70;
const folder = temporary();
const brightness = (at: number) => (at * 37) % 251;
const classOf = (at: number) => ((at * 7) % 10 < 4 ? 1 : 0);

beforeAll(async () => {
  const pixels = Uint8Array.from({ length: EXAMPLES }, (_, at) => brightness(at));
  await writeFile(join(folder(), 'images'), idxFile([EXAMPLES, 1, 1], pixels));
  await writeFile(
    join(folder(), 'labels'),
    idxFile(
      [EXAMPLES],
      Uint8Array.from({ length: EXAMPLES }, (_, at) => classOf(at)),
    ),
  );
});

const measures = {
  area: '"auc(argmax(label), mean(image))"',
  error: '"2 * (1 - auc(argmax(label), mean(image)))"',
  difference: '"abs(auc(argmax(label), mean(image)) - auc(argmax(label), -mean(image)))"',
  mean: '"mean(image)"',
};

const graph = `lagraph: 1
name: totals
data: {d: {source: idx, images: images, labels: labels, size: [1, 1], classes: 2}}
networks: {}
evaluate:
${Object.entries(measures)
  .map(([name, measure]) => `  ${name}: {on: d, measure: ${measure}}`)
  .join('\n')}
`;

/** By counting all pairs. */
function area(): number {
  let [right, all] = [0, 0];
  for (let yes = 0; yes < EXAMPLES; yes++)
    for (let no = 0; no < EXAMPLES; no++) {
      if (classOf(yes) !== 1 || classOf(no) !== 0) continue;
      all++;
      right += brightness(yes) > brightness(no) ? 1 : brightness(yes) === brightness(no) ? 0.5 : 0;
    }
  return right / all;
}

describe('figures of all examples together', () => {
  it.each([EXAMPLES, 32, 9])('are the same in batches of %i, and formulas of them', async (batchSize) => {
    const program = compile(graph);
    const dataset = await openDataset(program, 'd', { base: folder() }, () => undefined);
    const session = await tfjsEngine().open({ threads: 1 });
    const found: Record<string, number> = {};
    for (const { name, wires, measure } of program.evaluations) {
      const loop = createEvaluationLoop(
        program,
        { wires, wanted: [{ name, wire: measure }], batchSize },
        { set: dataset.split('train'), features: new Map(), seed: 0, scope: 'evaluate' },
        session,
        new AbortController().signal,
      );
      Object.assign(found, await loop.means());
      await loop.dispose();
    }
    await session.close();
    expect(found.area).toBeCloseTo(area(), 10);
    expect(found.error).toBeCloseTo(2 * (1 - area()), 10);
    expect(found.difference).toBeCloseTo(Math.abs(2 * area() - 1), 10);
    const all = Array.from({ length: EXAMPLES }, (_, at) => brightness(at) / 255);
    expect(found.mean).toBeCloseTo(all.reduce((sum, one) => sum + one, 0) / EXAMPLES, 5);
  });
});
