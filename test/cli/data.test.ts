/** Data sections of graphs, from the file to the metrics. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { events, lagraph } from '../support/spawn-lagraph.js';
import { temporary } from '../vocabulary/sources/support.js';

const folder = temporary();
beforeAll(build);

/** Runs a graph; returns its last epoch's metrics, its evaluations and its messages. */
async function run(text: string) {
  await writeFile(join(folder(), 'graph.yaml'), text);
  const { code, out, err } = await lagraph(['run', 'graph.yaml', '--json'], { cwd: folder() });
  expect(err).toBe('');
  expect(code).toBe(0);
  const all = events(out);
  const epochs = all.flatMap((event) => (event.event === 'epoch' ? [event.metrics] : []));
  const evaluations = Object.fromEntries(
    all.flatMap((event) => (event.event === 'evaluate' ? [[event.name, event.value]] : [])),
  ) as Record<string, number>;
  const notices = all.flatMap((event) => (event.event === 'notice' ? [event.message] : []));
  return { figures: epochs.at(-1)!, evaluations, notices };
}

describe('a field that is added', () => {
  it('is made where it is written: a clean target stays where it is when the image moves', async () => {
    const { figures } = await run(`lagraph: 1
name: augment-after-add
seed: 1
data:
  mnist: {source: mnist}
  clean: {from: mnist, add: {clean: image * 1}}
  moved: {from: clean, augment: {image: {shift: 0.5, fill: constant}}}
networks:
  n: {input: [28, 28, 1], layers: [Flatten, {Dense: 1}]}
plan:
  q:
    train: n
    on: {data: moved, epochs: 1, steps_per_epoch: 5, batch_size: 64}
    loss: mean_squared_error(n(image), 0 * n(clean))
    optimizer: {SGD: 0.0001}
    metrics: {differ: "mean_squared_error(image, clean)"}
`);
    expect(figures.differ).toBeGreaterThan(0.1);
  });
});

describe('pairs', () => {
  it('come in no order of their classes: validation and evaluation see mixed batches', async () => {
    const { figures, evaluations } = await run(`lagraph: 1
name: pair-in-class-order
seed: 1
data:
  mnist: {source: mnist}
  twins: {pair: {a: mnist, b: mnist}, by: label, repeat: shuffle}
networks:
  e: {input: [28, 28, 1], layers: [Flatten, {Dense: 16}]}
plan:
  link:
    train: e
    on: {data: twins, epochs: 1, steps_per_epoch: 20, batch_size: 64}
    loss: contrastive(10 * matmul(l2_normalize(e(a.image)), l2_normalize(e(b.image)), transpose_b=true))
    optimizer: {Adam: 0.003}
    validate: twins.test
evaluate:
  alike: {on: twins.test, measure: "mean(matmul(a.label, a.label, transpose_b=true), axis=-1)"}
`);
    // Of 64 examples of ten classes: the example itself, and a tenth of the others.
    expect(evaluations.alike).toBeGreaterThan(0.1);
    expect(evaluations.alike).toBeLessThan(0.13);
    // Chance is log(64) = 4.16; within one class the right example can't be identified.
    expect(figures['val.loss']).toBeLessThan(3.9);
  });
});

describe('pairs of folders that list their classes in another order', () => {
  const graph = (second: string) => `lagraph: 1
name: pair-class-names
seed: 1
data:
  a: {source: image_folder, path: pets, size: [4, 4], labels: folder, classes: [cat, dog]}
  b: {source: image_folder, path: pets, size: [4, 4], labels: folder, classes: ${second}}
  p: {pair: {x: a, y: b}, by: label, repeat: x}
networks:
  e: {input: [4, 4, 3], layers: [Flatten, {Dense: 8}]}
  f: {like: e}
plan:
  t:
    train: [e, f]
    on: {data: p, epochs: 1, batch_size: 4}
    loss: mean_squared_error(e(x.image), f(y.image))
    optimizer: {Adam: 0.001}
evaluate:
  apart: {on: p, measure: "abs(mean(x.image, axis=[-1,-2,-3]) - mean(y.image, axis=[-1,-2,-3]))"}
`;

  beforeAll(async () => {
    for (const [pet, light] of Object.entries({ cat: 30, dog: 220 })) {
      await mkdir(join(folder(), 'pets', pet), { recursive: true });
      for (const number of [0, 1, 2, 3]) {
        const pixels = Buffer.concat([Buffer.from('P5 4 4 255\n'), Buffer.alloc(16, light + number)]);
        await writeFile(join(folder(), 'pets', pet, `${number}.pgm`), pixels);
      }
    }
  });

  it('go by the names of the classes: cats with cats', async () => {
    const { evaluations } = await run(graph('[dog, cat]'));
    expect(evaluations.apart).toBeLessThan(0.02);
  });

  it('of other names are refused, with both lists', async () => {
    await writeFile(join(folder(), 'graph.yaml'), graph('[dog, cow]'));
    const { code, err } = await lagraph(['run', 'graph.yaml'], { cwd: folder() });
    expect(code).toBe(1);
    expect(err).toContain('`a` has cat, dog; `b` has dog, cow');
  });
});

describe('frozen features', () => {
  it('are computed for the examples that are used alone', async () => {
    const { notices } = await run(`lagraph: 1
name: features
data: {mnist: {source: mnist}}
networks:
  e: {input: [28, 28, 1], layers: [Flatten, {Dense: 16}]}
  h: {input: e, layers: [{Dense: {units: 10, activation: softmax}}]}
plan:
  t:
    train: h
    untrained: true
    on: {data: mnist, epochs: 1, steps_per_epoch: 1, batch_size: 40}
    loss: categorical_crossentropy(label, h(e(image)))
    optimizer: {SGD: 0.1}
`);
    expect(notices).toContain('computing frozen features of the 40 of 60000 examples that are used, once');
  });
});
