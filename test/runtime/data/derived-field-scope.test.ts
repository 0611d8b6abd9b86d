/** Scope of derived fields: what a data set adds does not depend on the data sets derived from it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Program, Wire } from '../../../src/compiler/index.js';
import { compile } from '../../../src/index.js';
import { openDataset } from '../../../src/runtime/data/index.js';
import { idxFile, temporary } from '../../vocabulary/sources/support.js';

const EXAMPLES = 5;
const SIDE = 6;
const folder = temporary();

beforeAll(async () => {
  const pixels = Uint8Array.from({ length: EXAMPLES * SIDE * SIDE }, (_, at) => (at * 37) % 251);
  await writeFile(join(folder(), 'images'), idxFile([EXAMPLES, SIDE, SIDE], pixels));
  await writeFile(join(folder(), 'labels'), idxFile([EXAMPLES], Uint8Array.from([0, 1, 2, 0, 1])));
});

const first = `s0: {source: idx, images: images, labels: labels, size: [${SIDE}, ${SIDE}], classes: 3}`;
const moves = ['{shift: 0.4, fill: constant}', '{rotate: 180}', '{flip: both}', '{zoom: 0.4}'];

/** A chain of data sets, with a phase on the last of them whose loss reads all fields in `read`. */
function program(data: readonly string[], on: string, read: readonly string[]): Program {
  return compile(`lagraph: 1
name: fields
data:
${[first, ...data].map((line) => `  ${line}`).join('\n')}
networks: {scale: {weights: [1]}}
plan:
  fit: {train: scale, on: ${on}, optimizer: Adam, loss: "mean(scale)", metrics: {${read
    .map((field, at) => `m${at}: "mean(${field}, axis=[1, 2, 3])"`)
    .join(', ')}}}
`);
}

/** The data fields that a metric is computed from. */
function fieldsUnder({ phases: [phase] }: Program, metric: string): string[] {
  const { wires, metrics } = phase!;
  const found = new Set<string>();
  const look = (wire: Wire) => {
    if (wire.op === 'field') found.add(wire.name);
    if ('inputs' in wire) for (const input of wire.inputs) look(wires[input]!);
  };
  look(wires[metrics.find(({ name }) => name === metric)!.wire]!);
  return [...found];
}

async function pixels(of: Program, dataset: string, field: string, epoch: number) {
  const opened = await openDataset(of, dataset, { base: folder() }, () => undefined);
  const order = Int32Array.from({ length: EXAMPLES }, (_, at) => at);
  return opened.split('train').gather(order, epoch, [field])[field]!;
}

test('an added field sees the image as it was in the data set that adds it, however it is moved afterwards', async () => {
  const link = fc.record({
    move: fc.option(fc.constantFrom(...moves), { nil: null }),
    add: fc.boolean(),
    draw: fc.constantFrom('once', 'each_epoch'),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(link, { minLength: 2, maxLength: 4 }),
      fc.boolean(),
      fc.nat({ max: 3 }),
      async (links, paired, epoch) => {
        const data = links.map(
          ({ move, add, draw }, at) =>
            `s${at + 1}: {from: s${at}, draw: ${draw}` +
            (move ? `, augment: {image: ${move}}` : '') +
            (add ? `, add: {f${at + 1}: image * 1}` : '') +
            '}',
        );
        const added = links.flatMap(({ add }, at) => (add ? [at + 1] : []));
        if (added.length === 0) return;
        const last = `s${links.length}`;
        const side = paired ? 'a.' : '';
        if (paired) data.push(`p: {pair: {a: ${last}, b: s0}, by: label, repeat: shuffle}`);
        const made = program(
          data,
          paired ? 'p' : last,
          added.map((at) => `${side}f${at}`),
        );
        for (const [number, at] of added.entries()) {
          const [field, ...others] = fieldsUnder(made, `m${number}`);
          expect(others).toEqual([]);
          expect(field!.startsWith(side)).toBe(true);
          const own = field!.slice(side.length);
          expect(await pixels(made, last, own, epoch)).toEqual(await pixels(made, `s${at}`, 'image', epoch));
        }
      },
    ),
    { seed: 14, numRuns: 40 },
  );
});

test('the image that is kept has no name that a graph could write, and no message offers it', () => {
  const data = ['s1: {from: s0, add: {clean: image * 1}}', 's2: {from: s1, augment: {image: {rotate: 9}}}'];
  expect(() => program(data, 's2', ['imag'])).toThrow(/image/);
  expect(() => program(data, 's2', ['imag'])).not.toThrow(/@/);
});
