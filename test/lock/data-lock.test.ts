import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/index.js';
import {
  declaredDifferences,
  diffLocks,
  lockedDataDifferences,
  lockFileOf,
  printLock,
  readLock,
  sourcesOfProgram,
  type DataLock,
  type LockedDataset,
} from '../../src/lock/index.js';

const hash = (digit: string) => digit.repeat(64);
const dataset = (name: string, change: Partial<LockedDataset> = {}): LockedDataset => ({
  name,
  source: 'mnist',
  files: [],
  simulated: false,
  examples: [
    { split: 'train', count: 60000 },
    { split: 'test', count: 10000 },
  ],
  sha256: hash('a'),
  ...change,
});
const text = printLock(
  {
    data: [
      dataset('signs', { source: 'image_folder', files: ['a: b/', 'ü'], simulated: true }),
      dataset('digits'),
    ],
    run: { lagraph: '0.1.0', engine: 'onnx 1.30.0', figures: [{ name: 'read', value: 0.9512345678 }] },
  },
  'graph.yaml',
);
const withoutRanges = ({ data, run }: DataLock): DataLock => ({
  data: data.map(({ range: _, ...rest }) => rest),
  ...(run ? { run } : {}),
});

describe('a lock', () => {
  it('lies beside its graph', () => {
    expect(lockFileOf('graphs/signs-to-mnist.yaml')).toBe('graphs/signs-to-mnist.lock.yaml');
    expect(lockFileOf('a.yml')).toBe('a.lock.yaml');
    expect(lockFileOf('graph')).toBe('graph.lock.yaml');
  });

  it('is sorted text for people', () => {
    expect(text).toBe(`# The data of graph.yaml and its last run, by \`lagraph lock\`.
lock: 1
data:
  digits:
    source: mnist
    examples:
      test: 10000
      train: 60000
    content: sha256:${hash('a')}
  signs:
    source: image_folder
    files:
      - "a: b/"
      - "ü"
    simulated: true
    examples:
      test: 10000
      train: 60000
    content: sha256:${hash('a')}
run:
  lagraph: "0.1.0"
  engine: onnx 1.30.0
  figures:
    read: 0.951235
`);
  });

  it('reads back to what it was written from, whatever that is', () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/);
    const unique = { selector: (one: { name: string }) => one.name, maxLength: 4 };
    const locks = fc.record({
      data: fc.uniqueArray(
        fc.record({
          name,
          source: fc.constantFrom('mnist', 'idx', 'image_folder'),
          files: fc.array(fc.string({ unit: 'binary', minLength: 1 }), { maxLength: 2 }),
          simulated: fc.boolean(),
          examples: fc
            .uniqueArray(name, { minLength: 1, maxLength: 3 })
            .map((splits) => splits.map((split, i) => ({ split, count: i * 1000 }))),
          sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
        }),
        unique,
      ),
      run: fc.record({
        lagraph: fc.constantFrom('0.1.0', '1.0', '2'),
        engine: fc.constantFrom('onnx 1.30.0', 'tfjs 4.22.0'),
        figures: fc.uniqueArray(
          fc.record({
            name,
            value: fc.oneof(fc.integer(), fc.constantFrom(0.5, NaN, Infinity, 1e-9, -0.25)),
          }),
          unique,
        ),
      }),
    });
    fc.assert(
      fc.property(locks, (lock) => {
        const written = printLock(lock, 'g.yaml');
        const { value, diagnostics } = readLock(written, 'g.lock.yaml');
        expect(diagnostics).toEqual([]);
        // A figure has six digits: what is written again is the same.
        expect(printLock(value!, 'g.yaml')).toBe(written);
        expect(new Set(value!.data.map(({ name: own }) => own))).toEqual(
          new Set(lock.data.map(({ name: own }) => own)),
        );
        expect(diffLocks(lock, value)).toEqual([]);
      }),
      { numRuns: 100, seed: 8 },
    );
  });

  it.each([
    ['', 'this is no lock'],
    ['lock: 2\n', 'this is no lock'],
    ['<<<<<<< ours\nlock: 1\n', ''],
    [text.replace(/content: .*/, 'content: none'), '`digits` has no source, examples or content'],
    [text.replace('train: 60000', 'train: many'), 'the examples of `digits` are not whole numbers'],
  ])('that can not be read is told: %#', (broken, message) => {
    const { value, diagnostics } = readLock(broken, 'g.lock.yaml');
    expect(value).toBeUndefined();
    expect(diagnostics[0]).toMatchObject({
      code: 'bad-lock',
      severity: 'error',
      range: { file: 'g.lock.yaml' },
    });
    expect(diagnostics[0]!.message).toContain(message);
  });
});

const program = compile(`lagraph: 1
data:
  digits: {source: mnist}
  moved: {from: digits, augment: {image: {rotate: 5}}}
  hands: {source: hands}
  spare: {source: hands}
networks:
  net: {input: [28, 28, 1], layers: [Flatten, {Dense: 10}]}
plan:
  learn:
    train: net
    on: moved
    loss: mean_squared_error(label, net(image))
    optimizer: Adam
report:
  - translations: {on: hands.test, rows: [image]}
`);
const place = { file: 'g.lock.yaml', graph: 'g.yaml' };

describe('a graph and its lock', () => {
  it('are about the data that the graph uses, also through others', () => {
    expect(sourcesOfProgram(program).map(({ name, source }) => [name, source])).toEqual([
      ['digits', 'mnist'],
      ['hands', 'hands'],
    ]);
  });

  it('are compared by what is written in both', () => {
    const written = printLock({ data: [dataset('digits', { source: 'signs' }), dataset('old')] }, 'g.yaml');
    const lock = readLock(written, place.file).value!;
    const found = declaredDifferences(lock, program, place);
    expect(found.map(({ message }) => message)).toEqual([
      '`digits` is locked as read from signs, and the graph says mnist',
      '`old` is locked, and the graph reads no such data',
      '`hands` is read by the graph and not locked',
    ]);
    expect(found[1]).toMatchObject({ code: 'data-differ', severity: 'warning' });
    expect(written.slice(found[1]!.range!.start, found[1]!.range!.end)).toBe('old');
    expect(found[0]!.suggestion!.message).toContain('lagraph lock g.yaml');
    expect(
      declaredDifferences(
        { data: [dataset('digits'), dataset('hands', { source: 'hands' })] },
        program,
        place,
      ),
    ).toEqual([]);
  });

  it('are compared by what was read', () => {
    const lock = { data: [dataset('digits'), dataset('hands')] };
    const same = [
      { name: 'digits', hash: hash('a') },
      { name: 'other', hash: hash('b') },
    ];
    expect(lockedDataDifferences(lock, same, place)).toEqual([]);
    expect(lockedDataDifferences(lock, [{ name: 'hands', hash: hash('b') }], place)).toMatchObject([
      {
        code: 'data-differ',
        message: 'the data of `hands` are not the locked ones: content aaaaaaaaaaaa → bbbbbbbbbbbb',
      },
    ]);
  });
});

describe('two locks', () => {
  it('differ by their data, a line for each', () => {
    const one = {
      data: [dataset('a'), dataset('b'), dataset('c')],
      run: { lagraph: '1', engine: 'x', figures: [] },
    };
    const other = {
      data: [
        dataset('d', { source: 'hands', simulated: true }),
        dataset('c', { simulated: true }),
        dataset('b', { examples: [{ split: 'train', count: 60001 }], sha256: hash('b') }),
      ],
    };
    expect(diffLocks(one, other)).toEqual([
      '- a',
      '~ b: test 10,000 → none examples, train 60,000 → 60,001 examples, content aaaaaaaaaaaa → bbbbbbbbbbbb',
      '~ c: simulated now',
      '+ d: hands, simulated, train 60,000, test 10,000 examples',
    ]);
    expect(diffLocks(one, { data: one.data })).toEqual([]);
    expect(diffLocks(undefined, { data: [dataset('a')] })).toEqual([
      '+ a: mnist, train 60,000, test 10,000 examples',
    ]);
    expect(diffLocks(undefined, undefined)).toEqual([]);
    expect(withoutRanges(readLock(printLock(one, 'g.yaml'), 'g').value!)).toEqual({
      ...one,
      data: one.data.map((each) => ({ ...each, examples: [...each.examples].reverse() })),
    });
  });
});
