/** What the compiler knows of data before any of it is read. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataStep, Dataset, Wire } from '../../src/compiler/index.js';
import { compile } from '../../src/index.js';

/** The data sets of a graph that trains on the last one. */
function datasets(data: string, on = 'last'): Map<string, Dataset> {
  const { datasets: made } = compile(`lagraph: 1
name: data
data:
${data.replace(/^/gm, '  ')}
networks: {scale: {weights: [1]}}
plan: {fit: {train: scale, on: ${on}, optimizer: Adam, loss: mean(scale)}}
`);
  return new Map(made.map((dataset) => [dataset.name, dataset]));
}

const last = (data: string, on?: string): Dataset => datasets(data, on).get('last')!;

function step<K extends DataStep['step']>({ steps }: Dataset, kind: K): Extract<DataStep, { step: K }> {
  return steps.find((one) => one.step === kind) as Extract<DataStep, { step: K }>;
}

const draws = (wires: readonly Wire[]) =>
  wires.flatMap((wire) =>
    wire.op === 'function' && wire.stream ? [{ stream: wire.stream, ...wire.draw }] : [],
  );

describe('a split', () => {
  const parts = fc.constantFrom('train', 'test', 'validation', 'held_out', 'a');
  const shares = fc
    .uniqueArray(fc.tuple(parts, fc.integer({ min: 1, max: 25 })), {
      minLength: 1,
      maxLength: 4,
      selector: ([name]) => name,
    })
    .filter((list) => list.some(([name]) => name === 'train'));

  it('divides all examples or less, by the shares, whatever the order of the keys', () => {
    fc.assert(
      fc.property(shares, fc.nat(), (list, turn) => {
        const written = (entries: typeof list) =>
          last(
            `last: {source: mnist, split: {${entries.map(([name, share]) => `${name}: ${share / 100}`).join(', ')}}}`,
          );
        const dataset = written(list);
        const sizes = list.map(([name, share]) => {
          const { examples } = dataset.splits[name]!;
          expect(Math.abs(examples! - 60000 * (share / 100))).toBeLessThanOrEqual(1);
          return examples!;
        });
        const total = list.reduce((sum, [, share]) => sum + share, 0);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(Math.floor(600 * total));
        // The source's test split stays, unless a part has its name.
        const taken = list.some(([name]) => name === 'test');
        if (!taken) expect(dataset.splits.test).toEqual({ examples: 10000 });
        const turned = [...list.slice(turn % list.length), ...list.slice(0, turn % list.length)];
        expect(JSON.stringify(step(written(turned), 'split'))).toBe(JSON.stringify(step(dataset, 'split')));
        expect(written(turned).splits).toEqual(dataset.splits);
      }),
      { numRuns: 40 },
    );
  });

  it('of shares that make 1 on paper takes every example', () => {
    const { splits } = last('last: {source: mnist, split: {train: 0.7, test: 0.1, a: 0.1, b: 0.1}}');
    expect(Object.values(splits).reduce((sum, { examples }) => sum + examples!, 0)).toBe(60000);
  });
});

describe('a pair', () => {
  const members = 'one: {source: mnist}\ntwo: {source: hands}\n';

  it('has the fields of its members under their names, and the splits that all have', () => {
    const pair = last(`${members}last: {pair: {digit: one, hand: two}, by: label}`);
    expect(Object.keys(pair.fields)).toEqual(['digit.image', 'digit.label', 'hand.image', 'hand.label']);
    expect(pair.fields['hand.image']).toEqual({ shape: [64, 64, 3], dtype: 'float32', role: 'image' });
    expect(pair.splits).toEqual({ train: { examples: null }, test: { examples: null } });
    expect(step(pair, 'pair')).toEqual({
      step: 'pair',
      members: [
        { name: 'digit', dataset: 'one' },
        { name: 'hand', dataset: 'two' },
      ],
      by: 'label',
      repeat: null,
      order: 'cycle',
      draw: 'epoch',
      stream: 'data/last/0',
    });
  });

  it.each([
    ['repeat: hand', { repeat: 'hand', order: 'cycle', draw: 'epoch' }],
    ['repeat: shuffle', { repeat: null, order: 'shuffle', draw: 'epoch' }],
    ['draw: once', { repeat: null, order: 'cycle', draw: 'once' }],
  ])('with %s', (more, expected) => {
    expect(
      step(last(`${members}last: {pair: {digit: one, hand: two}, by: label, ${more}}`), 'pair'),
    ).toMatchObject(expected);
  });

  it.each([
    ['by: row', { join: 'row' }, null],
    ['by: none', { join: 'independent', length: 'longest' }, 60000],
    ['by: none, length: shortest', { join: 'independent', length: 'shortest' }, 1080],
    ['by: none, length: b', { join: 'independent', length: { member: 'b' } }, 1080],
  ])('%s', (how, expected, train) => {
    const two = how === 'by: row' ? 'one: {source: mnist}' : members;
    const made = last(`${two}\nlast: {pair: {a: one, b: ${how === 'by: row' ? 'one' : 'two'}}, ${how}}`);
    expect(step(made, 'pair')).toMatchObject({ by: null, repeat: null, ...expected });
    expect(made.splits['train']).toEqual({ examples: train ?? 60000 });
  });

  it('that changes with every epoch is divided only if it is drawn once', () => {
    const made = last(
      `${members}last: {pair: {a: one, b: two}, by: none, draw: once, split: {train: 0.5, held: 0.5}}`,
    );
    expect(made.splits['held']).toEqual({ examples: 30000 });
  });

  it.each([
    ['each_epoch', 'each_epoch', 'epoch'],
    ['once', 'each_epoch', 'once'],
    ['each_epoch', 'once', 'once'],
    ['once', 'once', 'once'],
  ])('of draws %s, itself %s: an added field is drawn %s', (own, pairs, every) => {
    const text = `lagraph: 1
name: pair
data:
  one: {source: mnist, add: {noisy: "image + normal(0, 1)"}, draw: ${own}}
  both: {pair: {left: one, right: one}, by: label, draw: ${pairs}}
networks: {scale: {weights: [1]}}
plan:
  fit: {train: scale, on: both, optimizer: Adam, loss: "mean((left.noisy + right.noisy) * mean(scale))"}
`;
    // One stream for both sides, indexed by the example of each side.
    expect(draws(compile(text).phases[0]!.wires)).toEqual([
      { stream: 'one/noisy/normal', per: 'example', every, member: 'left' },
      { stream: 'one/noisy/normal', per: 'example', every, member: 'right' },
    ]);
  });
});

describe('data that is made of data', () => {
  it('keeps fields and splits, and adds its own', () => {
    const made = last(
      'one: {source: mnist}\nlast: {from: one, add: {twice: image * 2, bright: "mean(twice, axis=[1, 2, 3])"}}',
    );
    expect(made.fields).toEqual({
      image: { shape: [28, 28, 1], dtype: 'float32', role: 'image' },
      label: { shape: [10], dtype: 'float32', role: 'label' },
      twice: { shape: [28, 28, 1], dtype: 'float32', role: 'image' },
      bright: { shape: [], dtype: 'float32', role: 'value' },
    });
    expect(made.splits).toEqual({ train: { examples: 60000 }, test: { examples: 10000 } });
  });

  it('may be written before what it is made of', () => {
    const [early, late] = [
      datasets('last: {from: one}\none: {source: mnist}'),
      datasets('one: {source: mnist}\nlast: {from: one}'),
    ];
    expect([...early.keys()]).toEqual(['last', 'one']);
    expect({ ...early.get('last'), range: null }).toEqual({ ...late.get('last'), range: null });
  });

  it('does not know how many examples there are, if a fallback has another number', () => {
    const { splits, fields } = last('last: {source: signs, otherwise: {hands: {train: 60}}}');
    expect(fields.image!.shape).toEqual([64, 64, 3]);
    expect(splits).toEqual({
      train: { examples: null },
      test: { examples: 120 },
      unseen: { examples: null },
    });
  });

  it.each([
    ['{}', { rotate: 0, shift: [0, 0], shear: 0, zoom: [1, 1], fill: 'nearest', cval: 0 }],
    ['{shift: 0.1, zoom: 0.5}', { shift: [0.1, 0.1], zoom: [0.5, 1.5] }],
    ['{shift: [0.1, 0.2], zoom: [0.9, 2]}', { shift: [0.1, 0.2], zoom: [0.9, 2] }],
    ['{flip: horizontal}', { flip: { horizontal: true, vertical: false } }],
    [
      '{flip: both, fill: constant, cval: 1}',
      { flip: { horizontal: true, vertical: true }, fill: 'constant', cval: 1 },
    ],
  ])('is moved by %s', (args, expected) => {
    const { fields, draw } = step(last(`last: {source: mnist, augment: {image: ${args}}}`), 'augment');
    expect(fields.image).toMatchObject(expected);
    expect(draw).toBe('epoch');
  });
});
