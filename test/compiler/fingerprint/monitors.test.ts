/** Where the best epoch is kept or training stops early, what is watched affects the weights. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';

const idx = (name: string) =>
  `{source: idx, images: ${name}.idx, labels: labels.idx, size: [4, 4], classes: 3}`;

const graph = `lagraph: 1
name: monitors
data:
  digits: ${idx('images')}
  others: ${idx('others')}
networks:
  m: {input: [4, 4, 1], layers: [Flatten, {Dense: {units: 3, activation: softmax}}]}
  judge: {input: [4, 4, 1], layers: [Flatten, {Dense: 1}]}
plan:
  teach:
    train: judge
    on: digits
    loss: mean(square(judge(image)))
    optimizer: {SGD: 0.1}
  learn:
    train: m
    on: {data: digits, epochs: 6}
    losses:
      near: {value: "mean_squared_error(label, m(image))", weight: {ramp: [1, 0.5], epochs: 4}}
      small: mean(square(m(image)))
    optimizer: {SGD: 0.1}
    metrics:
      right: accuracy(label, m(image))
      judged: mean(square(judge(image) + m(image)))
    validate: {data: others, every: 2}
    keep: {best: val.right}
`;

const change = (...edits: [from: string | RegExp, to: string][]): string =>
  edits.reduce((text, [from, to]) => {
    const next = text.replace(from, to);
    expect(next).not.toBe(text);
    return next;
  }, graph);

const learn = (text: string) => compile(text).phases.find(({ name }) => name === 'learn')!.fingerprint;
const before = learn(graph);

describe('a watched figure', () => {
  it('counts by what it is, not by its name', () => {
    expect(learn(change(['right: accuracy', 'good: accuracy'], ['val.right', 'val.good'])).weights).toBe(
      before.weights,
    );
    expect(learn(change(['val.right', 'val.loss'])).weights).not.toBe(before.weights);
    expect(
      learn(change(['right: accuracy(label, m(image))', 'right: accuracy(m(image), label)'])).weights,
    ).not.toBe(before.weights);
    expect(learn(change([/ {6}judged.*\n/, ''])).weights).toBe(before.weights);
  });

  it('counts with the data that it is measured on, how often, and which values are better', () => {
    expect(before.sources).toEqual(['digits', 'others']);
    expect(learn(change(['data: others, every: 2', 'data: digits, every: 2'])).weights).not.toBe(
      before.weights,
    );
    expect(learn(change(['every: 2', 'every: 3'])).weights).not.toBe(before.weights);
    const worst = '{best: {monitor: val.right, mode: min}}';
    expect(learn(change(['{best: val.right}', worst])).weights).not.toBe(before.weights);
  });

  it('counts with the networks of other phases that it needs', () => {
    expect(before.parents).toEqual([]);
    expect(before.figureParents['val.judged']).toEqual([{ phase: 'teach', network: 'judge' }]);
    const judged = learn(change(['{best: val.right}', '{best: {monitor: val.judged, mode: min}}']));
    expect(judged.parents).toEqual([{ phase: 'teach', network: 'judge' }]);
  });

  it('does not count where neither the best epoch is kept nor training stops', () => {
    const unwatched = change([/ {4}keep: .*\n/, '']);
    expect(learn(unwatched).sources).toEqual(['digits']);
    expect(learn(unwatched.replace(/ {4}validate: .*\n/, '')).weights).toBe(learn(unwatched).weights);
  });

  it('stops training by its patience', () => {
    const stop = (patience: number) =>
      learn(change(['keep: {best: val.right}', `stop_early: {monitor: val.right, patience: ${patience}}`]))
        .weights;
    expect(stop(1)).not.toBe(stop(2));
    expect(stop(1)).not.toBe(before.weights);
  });
});

describe('more epochs', () => {
  const longer = (epochs: number, ...more: [from: string, to: string][]) =>
    learn(change(['epochs: 6', `epochs: ${epochs}`], ...more));

  it('go on where what is watched does not depend on their number', () => {
    expect(longer(8).course).toBe(before.course);
    expect(longer(8).weights).not.toBe(before.weights);
  });

  it('begin anew where the last epoch was validated only since it was the last', () => {
    expect(longer(7).course).toBeNull();
    expect(longer(7, [' keep: {best: val.right}', ' keep: last']).course).not.toBeNull();
  });

  it('begin anew where epochs are compared by weights that losses had not reached', () => {
    const byLoss = (epochs: number, figure: string) => longer(epochs, ['val.right', figure]).course;
    for (const figure of ['val.loss', 'loss']) {
      // The ramp ends after four epochs.
      expect(byLoss(8, figure)).toBe(byLoss(4, figure));
      expect(byLoss(8, figure)).not.toBe(byLoss(2, figure));
    }
    expect(longer(8).course).toBe(longer(2).course);
  });
});

describe('a figure', () => {
  it('is the same under another name, and another if it is computed otherwise', () => {
    const { figures } = learn(change(['right: accuracy', 'good: accuracy'], ['val.right', 'val.good']));
    expect(figures.good).toBe(before.figures.right);
    expect(figures['val.good']).toBe(before.figures['val.right']);
    expect(new Set(Object.values(before.figures)).size).toBe(Object.keys(before.figures).length);
    expect(Object.keys(before.figures).sort()).toEqual(
      [
        'judged',
        'loss',
        'loss/near',
        'loss/small',
        'right',
        'val.judged',
        'val.loss',
        'val.loss/near',
        'val.loss/small',
        'val.right',
      ].sort(),
    );
  });

  it('of validation data has its sources', () => {
    expect(before.figureSources['val.right']).toEqual(['others']);
    expect(before.figureSources.right).toEqual([]);
  });

  it('has any name', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'length', 'range']) {
      const { figures } = learn(
        change(['right: accuracy', `${name}: accuracy`], ['val.right', `val.${name}`]),
      );
      expect(Object.entries(figures).find(([key]) => key === name)?.[1]).toBe(before.figures.right);
      expect(JSON.parse(JSON.stringify(figures))).toEqual(Object.fromEntries(Object.entries(figures)));
    }
  });
});
