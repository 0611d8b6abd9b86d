import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planSummary, toDot, toMermaid } from '../../src/compiler/index.js';
import { escapeToOneLine } from '../../src/diagnostics/index.js';
import { compile } from '../../src/index.js';

const folder = join(import.meta.dirname, 'graphs');
const program = (name: string) => compile(readFileSync(join(folder, `${name}.yaml`), 'utf8'));

describe.each(['link', 'nodes', 'adversarial'])('the picture of %s', (name) => {
  const one = program(name);
  const mermaid = toMermaid(one);
  const dot = toDot(one);

  it('looks as it did (npm run test:update)', async () => {
    await expect(mermaid).toMatchFileSnapshot(join(folder, `${name}.golden.mmd`));
    await expect(dot).toMatchFileSnapshot(join(folder, `${name}.golden.dot`));
  });

  it('has a box at both ends of each arrow, in both languages', () => {
    const boxes = new Set([...mermaid.matchAll(/^ {4}(n\d+)[[({]/gm)].map(([, id]) => id));
    const ends = [...mermaid.matchAll(/^ +(n\d+) -(?:\.->|->)(?:\|"[^"]*"\|)? (n\d+)$/gm)];
    expect(ends.length).toBe([...mermaid.matchAll(/-->|-\.->/g)].length);
    for (const [, from, to] of ends) expect(boxes.has(from) && boxes.has(to)).toBe(true);

    const text = '"((?:[^"\\\\]|\\\\.)*)"';
    const shapes = new Set([...dot.matchAll(new RegExp(`^ {4}${text} \\[`, 'gm'))].map(([, id]) => id));
    const arrows = [...dot.matchAll(new RegExp(`^ +${text} -> ${text}`, 'gm'))];
    expect(arrows.length).toBe(ends.length);
    expect(shapes.size).toBe(boxes.size);
    for (const [, from, to] of arrows) expect(shapes.has(from) && shapes.has(to)).toBe(true);
  });

  it('cannot be broken by the name of the graph', () => {
    const renamed = { ...one, name: 'a "quoted" <b>\\name</b>\nover lines' };
    const lines = (text: string) => text.split('\n');
    expect(lines(toMermaid(renamed)).slice(2)).toEqual(lines(mermaid).slice(2));
    expect(lines(toMermaid(renamed))[1]).toBe(`title: ${JSON.stringify(escapeToOneLine(renamed.name))}`);
    expect(lines(toDot(renamed)).slice(1)).toEqual(lines(dot).slice(1));
  });
});

it('a plan counts what is trained, what is not, and what it takes', () => {
  // 3 x 3 kernels from 1 to 2, 2, 4 and 4 channels; four numbers a channel; 7 x 7 x 4 to 4 with a bias.
  const body = 18 + 36 + 72 + 144 + 16 + (196 * 4 + 4);
  const head = 4 * 10 + 10;
  // Each kernel weight at each position of 28 x 28, then of 14 x 14 pixels.
  const forward = { body: (18 + 36) * 784 + (72 + 144) * 196 + 196 * 4, head: 4 * 10 };
  const plan = planSummary(program('chains'));
  expect(plan.map(({ name }) => name)).toEqual(['read', 'quiet', 'upper', 'copy']);
  expect(plan[0]).toEqual({
    name: 'read',
    after: [],
    assigns: [],
    data: 'digits.train',
    epochs: 2,
    batchSize: 64,
    stepsPerEpoch: 938,
    trains: ['body', 'head'],
    uses: [],
    // Moving averages are updated, but not trained.
    trainedParameters: body - 8 + head,
    frozenParameters: 0,
    updates: [{ name: 'read', trained: body - 8 + head, optimizer: 'SGD', times: 1 }],
    method: null,
    multiplyAddsPerStep: 64 * 3 * (forward.body + forward.head),
  });
  expect(plan[1]).toMatchObject({
    after: ['read'],
    stepsPerEpoch: 1875,
    trains: ['head'],
    uses: ['body'],
    trainedParameters: head,
    frozenParameters: body,
    multiplyAddsPerStep: 32 * (forward.body + 3 * forward.head),
  });
  expect(plan[2]).toMatchObject({ trainedParameters: 788 + head, frozenParameters: body - 788 });
});
