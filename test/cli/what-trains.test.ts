/**
 * What is trained after an edit of a graph: nothing where the edit changes no weights, exactly what it must where it does.
 * Plans through the package's door for the many edits, runs through the command line for what is trained in the end.
 */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../src/index.js';
import { loadRun, type PhaseRecord } from '../../src/runtime/index.js';
import { resolvePhase } from '../../src/runtime/run/resolve-phase.js';
import { openStore, type StoredResult } from '../../src/runtime/store/index.js';
import { digitFiles } from '../../bench/idx.mjs';
import { build } from '../support/build-dist.js';
import { events, lagraph } from '../support/spawn-lagraph.js';

/** Two classifiers of the same form, the head of one trained again on its frozen encoder, and a link between the two. */
const GRAPH = `lagraph: 1
name: digits
seed: 3
params: {epochs: 2}
data:
  digits: {source: {idx: {images: images.idx, labels: labels.idx, size: [6, 6], classes: 4}}, otherwise: {idx: {images: spare.idx, labels: labels.idx, size: [6, 6], classes: 4}}}
  parts: {from: digits, split: {train: 0.5, test: 0.25, unused: 0.25}}
  moving:
    from: digits
    augment: {image: {rotate: 20}}
  pairs: {pair: {left: digits, right: moving}, by: label}
networks:
  encoder:
    input: [6, 6, 1]
    layers:
      - Flatten
      - Dense: {units: 5, activation: relu}
  head: {input: encoder, layers: [{Dense: {units: 4, activation: softmax}}]}
  twin: {like: encoder}
  twin_head: {like: head}
  link: {input: encoder, layers: [{Dense: 5}]}
models:
  reader: encoder -> head
  twin_reader: twin -> twin_head
plan:
  read:
    train: reader
    on: {data: parts, epochs: "\${epochs}", batch_size: 16}
    loss: mean_squared_error(label, reader(image))
    metrics: {accuracy: "accuracy(label, reader(image))"}
    validate: parts.test
    optimizer: {Adam: 0.01}
  read_moving:
    train: twin_reader
    on: {data: moving, epochs: 2, batch_size: 16}
    loss: mean_squared_error(label, twin_reader(image))
    optimizer: {Adam: 0.01}
  again:
    train: head
    after: [read]
    freeze: encoder
    on: {data: digits, epochs: 2, batch_size: 16}
    loss: mean_squared_error(label, reader(image))
    optimizer: {SGD: 0.1}
  connect:
    train: link
    freeze: [encoder, twin]
    on: {data: pairs, epochs: 2, batch_size: 16}
    losses:
      near: mean_squared_error(twin(right.image), link(encoder(left.image)))
      small: {value: "mean(square(link(encoder(left.image))))", weight: 0.1}
    optimizer: {SGD: 0.1}
evaluate:
  right: {on: parts.test, measure: "accuracy(label, reader(image))"}
`;

type Edit = [from: string | RegExp, to: string];

/** What a plan says: `kept`, or per phase what is to be done. */
type Verdict = Record<string, string>;

let folder = '';
/** Of what the idx files hold. */
let sourceHash = '';

const edited = (edits: readonly Edit[], text = GRAPH): string =>
  edits.reduce((graph, [from, to]) => {
    const changed = graph.replace(from, to);
    expect(changed, `${String(from)} is not in the graph`).not.toBe(graph);
    return changed;
  }, text);

/** As a plan finds them; the data are read once for all. */
async function verdict(edits: readonly Edit[], name = 'store'): Promise<Verdict> {
  const program = compile(edited(edits));
  const lookup = {
    program,
    store: openStore(join(folder, name)),
    choice: { engine: 'onnx', only: false },
    sourceHash: () => sourceHash,
    results: new Map<string, StoredResult>(),
  };
  const words: [string, string][] = [];
  for (const phase of program.phases) {
    const found = await resolvePhase(lookup, phase);
    if (found.state === 'cached') {
      lookup.results.set(phase.name, found.result);
      if (found.later.length > 0)
        words.push([phase.name, `figures ${found.later.map((one) => one.name).join()}`]);
    } else if (found.state === 'train') {
      words.push([phase.name, found.goesOn ? `from ${found.goesOn.epoch}` : 'train']);
    } else words.push([phase.name, found.mayBeCached ? 'kept' : 'train']);
  }
  return Object.fromEntries(words);
}

async function ran(graph: string | readonly Edit[], store: string, ...args: string[]) {
  await writeFile(join(folder, `${store}.yaml`), typeof graph === 'string' ? graph : edited(graph));
  const { code, out, err } = await lagraph(['run', `${store}.yaml`, '--store', store, '--json', ...args], {
    cwd: folder,
  });
  expect(code, err + out).toBe(0);
  const told = events(out);
  const phases = told.flatMap((event) => (event.event === 'phase' ? [event] : []));
  return {
    status: Object.fromEntries(phases.map(({ name, status }) => [name, status])),
    metrics: Object.fromEntries(phases.map(({ name, metrics }) => [name, metrics])),
    stops: phases.flatMap(({ stopped }) => stopped ?? []),
    notRecorded: phases.flatMap(({ notRecorded }) => notRecorded ?? []),
    begins: told.flatMap((event) => (event.event === 'begin' ? [[event.phase, event.fromEpoch]] : [])),
    notices: told.flatMap((event) => (event.event === 'notice' ? [event.message] : [])),
    values: told.flatMap((event) => (event.event === 'evaluate' ? [event.value] : [])),
  };
}

const copyOf = async (name: string) => {
  await cp(join(folder, 'store'), join(folder, name), { recursive: true });
  return name;
};

/** Hashes of the tensors of a run's phases, by phase. */
async function tensorsOf(store: string): Promise<Record<string, unknown>> {
  const run = await loadRun(join(folder, store), 'latest');
  const read = run.manifest.phases.map(async ({ name, artifact }) => {
    const path = join(folder, store, 'objects', artifact!.slice(0, 2), artifact!, 'artifact.json');
    const { artifact: described } = JSON.parse(await readFile(path, 'utf8')) as {
      artifact: { networks: { sha256: string }[]; epochs: { metrics: object }[] };
    };
    const figures = described.epochs.map(({ metrics }) => metrics);
    return [name, { tensors: described.networks.map((one) => one?.sha256), figures }] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-keys-'));
  for (const [name, bytes] of Object.entries(digitFiles(64))) await writeFile(join(folder, name), bytes);
  const { status } = await ran([], 'store');
  expect(status).toEqual({ read: 'trained', read_moving: 'trained', again: 'trained', connect: 'trained' });
  sourceHash = (await loadRun(join(folder, 'store'), 'latest')).manifest.sources![0]!.hash;
}, 300_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an edit that moves no weights', () => {
  const NOTHING: Verdict = {};
  const edits: [what: string, edits: Edit[], does: Verdict][] = [
    ['no edit', [['name: digits', 'name: digits # the same']], NOTHING],
    ['a metric removed', [[/\n {4}metrics: .*/, '']], NOTHING],
    ['validation removed', [[/\n {4}validate: .*/, '']], NOTHING],
    ['a metric renamed', [['metrics: {accuracy:', 'metrics: {constructor:']], NOTHING],
    [
      'a metric added',
      [['metrics: {', 'metrics: {spread: "variance(reader(image))", ']],
      { read: 'figures val.spread' },
    ],
    [
      'other data of validation',
      [['validate: parts.test', 'validate: digits']],
      { read: 'figures val.loss,val.accuracy' },
    ],
    [
      'validation added',
      [['optimizer: {SGD: 0.1}', 'optimizer: {SGD: 0.1}\n    validate: parts.test']],
      { again: 'figures val.loss' },
    ],
    ['an evaluation renamed', [['  right: {', '  __proto__: {']], NOTHING],
    ['the graph renamed', [['name: digits', 'name: other']], NOTHING],
    ['a substitute of data that are there removed', [[/, otherwise: \{idx: \{.*?\}\}/, '']], NOTHING],
    [
      'an optimizer in other words',
      [['optimizer: {Adam: 0.01}', 'optimizer: {Adam: {learning_rate: 0.01}}']],
      NOTHING,
    ],
    [
      'like: written out',
      [
        [
          'twin_head: {like: head}',
          'twin_head: {input: twin, layers: [{Dense: {units: 4, activation: softmax}}]}',
        ],
      ],
      NOTHING,
    ],
    [
      'a loss as one of several',
      [
        [
          '    loss: mean_squared_error(label, twin_reader(image))',
          '    losses: {mse: "mean_squared_error(label, twin_reader(image))"}',
        ],
      ],
      NOTHING,
    ],
    ['a term of a loss renamed', [['      near:', '      __proto__:']], NOTHING],
    [
      'an unused field',
      [['    augment: {image', '    add: {length: "image * 2"}\n    augment: {image']],
      NOTHING,
    ],
    ['an order that holds anyway', [['    after: [read]\n', '']], NOTHING],
    [
      'an order without need',
      [['    freeze: [encoder, twin]', '    after: [again]\n    freeze: [encoder, twin]']],
      NOTHING,
    ],
    ['a layer named', [['      - Flatten\n', '      - {Flatten: {}, name: flat}\n']], NOTHING],
    [
      'a part of a loss among wires',
      [
        ['      near: mean_squared_error(twin(right.image),', '      near: mean_squared_error(range,'],
        ['    losses:\n', '    wires: {range: twin(right.image)}\n    losses:\n'],
      ],
      NOTHING,
    ],
    [
      'a factor of one',
      [
        [
          '    loss: mean_squared_error(label, twin_reader(image))',
          '    loss: 1 * mean_squared_error(label, twin_reader(image))',
        ],
      ],
      NOTHING,
    ],
    [
      'members of a pair in another order',
      [['{left: digits, right: moving}', '{right: moving, left: digits}']],
      NOTHING,
    ],
    ['other shares of what is not used', [['unused: 0.25', 'unused: 0.125']], NOTHING],
    [
      'an activation as a layer',
      [['      - Dense: {units: 5, activation: relu}', '      - Dense: 5\n      - ReLU']],
      NOTHING,
    ],
    [
      'phases in another order',
      [
        [/ {2}read_moving:\n[^]*?(?= {2}again:)/, ''],
        [
          'evaluate:\n',
          '  read_moving:\n    train: twin_reader\n    on: {data: moving, epochs: 2, batch_size: 16}\n    loss: mean_squared_error(label, twin_reader(image))\n    optimizer: {Adam: 0.01}\nevaluate:\n',
        ],
      ],
      NOTHING,
    ],
    ['a data set renamed that draws nothing', [[/digits/g, 'range']], NOTHING],
    [
      'a phase renamed, with was',
      [
        ['  read:\n', '  toString:\n    was: read\n'],
        ['after: [read]', 'after: [toString]'],
      ],
      NOTHING,
    ],
    [
      'a network renamed that another is like, with was',
      [
        [/\bencoder\b/g, 'constructor'],
        ['  constructor:\n    input', '  constructor:\n    was: encoder\n    input'],
      ],
      NOTHING,
    ],
    [
      'data with random draws renamed, with was',
      [
        [/\bmoving\b/g, '__proto__'],
        ['  __proto__:\n', '  __proto__:\n    was: moving\n'],
      ],
      NOTHING,
    ],
    [
      'a fixed value as a parameter',
      [
        ['batch_size: 16', 'batch_size: "${size}"'],
        ['params: {', 'params: {size: 16, '],
      ],
      NOTHING,
    ],
  ];

  it.each(edits)('trains nothing: %s', async (_, changes, does) => {
    expect(await verdict(changes)).toEqual(does);
  });
});

describe('an edit that moves weights', () => {
  const edits: [what: string, edits: Edit[], does: Verdict][] = [
    [
      'another optimizer',
      [['{Adam: 0.01}', '{Adam: 0.02}']],
      { read: 'train', again: 'kept', connect: 'kept' },
    ],
    ['another optimizer at the end', [['{SGD: 0.1}', '{SGD: 0.2}']], { again: 'train' }],
    ['more epochs', [['epochs: 2}', 'epochs: 3}']], { read: 'from 2', again: 'kept', connect: 'kept' }],
    ['fewer epochs', [['epochs: 2}', 'epochs: 1}']], { read: 'train', again: 'kept', connect: 'kept' }],
    ['another augmentation', [['rotate: 20', 'rotate: 21']], { read_moving: 'train', connect: 'train' }],
    ['another weight of a loss', [['weight: 0.1', 'weight: 0.2']], { connect: 'train' }],
    [
      'another layer',
      [
        ['units: 5', 'units: 6'],
        ['Dense: 5', 'Dense: 6'],
      ],
      { read: 'train', read_moving: 'train', again: 'train', connect: 'train' },
    ],
    [
      'another seed',
      [['seed: 3', 'seed: 4']],
      { read: 'train', read_moving: 'train', again: 'train', connect: 'train' },
    ],
    [
      'a frozen network that is trained',
      [['train: head\n    after: [read]\n    freeze: encoder', 'train: reader\n    after: [read]']],
      { again: 'train', connect: 'kept' },
    ],
    [
      'dropout that rests',
      [['- Flatten\n', '- Flatten\n      - Dropout: 0.5\n']],
      { read: 'train', read_moving: 'train', again: 'train', connect: 'train' },
    ],
  ];

  it.each(edits)('trains what it must: %s', async (_, changes, does) => {
    expect(await verdict(changes)).toEqual(does);
  });

  it('is planned so by the command line, which reads the data', async () => {
    const planned = async (edits: readonly Edit[]) => {
      await writeFile(join(folder, 'planned.yaml'), edited(edits));
      const { out } = await lagraph(['plan', 'planned.yaml', '--store', 'store'], { cwd: folder });
      return Object.fromEntries(
        out.split('\n').flatMap((line) => {
          const [, name, status] = /^\d +(\w+) .* {2}(\S.*)$/.exec(line) ?? [];
          return name === undefined ? [] : [[name, status]];
        }),
      ) as Record<string, string>;
    };
    expect(
      await planned([
        ['epochs: 2}', 'epochs: 3}'],
        ['validate: parts.test', 'validate: parts.unused'],
      ]),
    ).toEqual({
      read: 'goes on from epoch 2',
      read_moving: 'cached',
      again: 'kept if read comes out the same',
      connect: 'kept if read comes out the same',
    });
    expect(await planned([['validate: parts.test', 'validate: parts.unused']])).toMatchObject({
      read: 'only figures: val.loss, val.accuracy',
      again: 'cached',
    });
    for (const [name, bytes] of Object.entries(digitFiles(60)))
      await writeFile(join(folder, `other-${name}`), bytes);
    const others: Edit[] = [
      ['images: images.idx, labels: labels.idx', 'images: other-images.idx, labels: other-labels.idx'],
    ];
    expect(await planned(others)).toEqual({
      read: 'to train',
      read_moving: 'to train',
      again: 'to train',
      connect: 'to train',
    });
    // The key depends on what the files hold, not on their names.
    for (const [name, bytes] of Object.entries(digitFiles(64)))
      await writeFile(join(folder, `other-${name}`), bytes);
    expect(await planned(others)).toMatchObject({ read: 'cached', connect: 'cached' });
  }, 60_000);
});

describe('a phase that is trained again', () => {
  it('trains none of those after it if it comes out the same', async () => {
    const store = await copyOf('forced');
    const { status } = await ran([], store, '--force', '--only', 'read');
    expect(status).toEqual({ read: 'trained' });
    expect((await ran([], store)).status).toEqual({
      read: 'cached',
      read_moving: 'cached',
      again: 'cached',
      connect: 'cached',
    });
  }, 60_000);

  it('is looked up again when what it starts from is known', async () => {
    const store = await copyOf('pending');
    // The last epoch is the best one.
    const edits: Edit[] = [
      ['    optimizer: {Adam: 0.01}', '    optimizer: {Adam: 0.01}\n    keep: {best: loss}'],
    ];
    expect(await verdict(edits, store)).toEqual({
      read: 'train',
      again: 'kept',
      connect: 'kept',
    });
    expect((await ran(edits, store)).status).toEqual({
      read: 'trained',
      read_moving: 'cached',
      again: 'cached',
      connect: 'cached',
    });
  }, 60_000);
});

describe('figures', () => {
  it('that are asked for later are computed from the kept weights, and are what training would have recorded', async () => {
    const without: Edit[] = [
      [/\n {4}validate: .*/, ''],
      [/\n {4}metrics: .*/, ''],
    ];
    const asked: Edit[] = [['metrics: {accuracy:', 'metrics: {length:']];
    const first = await ran(without, 'later', '--only', 'read');
    expect(first.status).toEqual({ read: 'trained' });
    const later = await ran(asked, 'later', '--only', 'read');
    const whole = await ran(asked, await copyOf('recorded'), '--only', 'read');
    expect(later.status).toEqual({ read: 'cached' });
    expect(later.notRecorded).toEqual(['length']);
    expect(later.metrics['read']).toEqual({
      loss: whole.metrics['read']!['loss'],
      'val.loss': whole.metrics['read']!['val.loss'],
      'val.length': whole.metrics['read']!['val.length'],
    });
    const run = await loadRun(join(folder, 'later'), 'latest');
    expect((await run.history('read')).map(({ metrics }) => Object.keys(metrics))).toEqual([
      ['loss'],
      ['loss', 'val.loss', 'val.length'],
    ]);
    const { out } = await lagraph(['run', 'later.yaml', '--store', 'later', '--only', 'read'], {
      cwd: folder,
    });
    expect(out).toMatch(/length .*\n.* not recorded/);
    // They are kept, like evaluations.
    expect(await verdict(asked, 'later')).not.toHaveProperty('read');
  }, 60_000);

  it('that are renamed keep their history', async () => {
    const store = await copyOf('renamed');
    const before = await loadRun(join(folder, store), 'latest');
    const values = async (run: typeof before, name: string) =>
      (await run.history('read')).map(({ metrics }) => [metrics[name], metrics[`val.${name}`]]);
    const accuracies = await values(before, 'accuracy');
    expect(accuracies.flat().every((value) => typeof value === 'number')).toBe(true);
    const { status } = await ran([['metrics: {accuracy:', 'metrics: {toString:']], store);
    expect(status['read']).toBe('cached');
    expect(await values(await loadRun(join(folder, store), 'latest'), 'toString')).toEqual(accuracies);
  }, 60_000);
});

/** Trainings of every kind that has state of its own. */
const TRAININGS = {
  plain: '',
  steps: 'steps_per_epoch: 3',
  ramp: 'learning_rate: {ramp: [0.02, 0.001], epochs: 4}',
  every: 'validate: {data: parts.test, every: 2}',
  best: 'keep: {best: val.loss}\n    validate: parts.test',
  // No epoch is better than the first.
  stops: 'stop_early: {monitor: loss, patience: 2}',
};

const trainings = (epochs: number) => `lagraph: 1
name: trainings
seed: 3
data:
  digits: {source: {idx: {images: images.idx, labels: labels.idx, size: [6, 6], classes: 4}}}
  parts: {from: digits, split: {train: 0.75, test: 0.25}}
networks:
${[...Object.keys(TRAININGS), 'twice']
  .map(
    (name) =>
      `  ${name}: {input: [6, 6, 1], layers: [Flatten, {Dropout: 0.2}, {Dense: {units: 4, activation: softmax}}]}\n`,
  )
  .join('')}plan:
${Object.entries(TRAININGS)
  .map(([name, more]) => {
    const steps = more.startsWith('steps') ? `, ${more}` : '';
    return `  ${name}:
    train: ${name}
    on: {data: parts, epochs: ${epochs}, batch_size: 16${steps}}
    loss: mean_squared_error(label, ${name}(image))
    optimizer: {${name === 'stops' ? 'SGD: 1.0e-30' : 'Adam: 0.01'}}
${steps === '' && more !== '' ? `    ${more}\n` : ''}`;
  })
  .join('')}  twice:
    on: {data: parts, epochs: ${epochs}, batch_size: 16}
    updates:
      - {name: one, train: twice, loss: "mean_squared_error(label, twice(image))", optimizer: {Adam: 0.01}}
      - {name: two, train: twice, loss: "mean_absolute_error(label, twice(image))", optimizer: {RMSprop: 0.01}, times: 2}
`;

describe('more epochs', () => {
  const all = [...Object.keys(TRAININGS), 'twice'];
  const each = (value: unknown) => Object.fromEntries(all.map((name) => [name, value]));

  it('go on to the bytes and figures of an uninterrupted training', async () => {
    const first = await ran(trainings(3), 'more');
    expect(first.status).toEqual(each('trained'));
    const on = await ran(trainings(5), 'more');
    expect(on.status).toEqual(each('resumed'));
    expect(Object.fromEntries(on.begins)).toEqual(each(3));
    const whole = await ran(trainings(5), 'uninterrupted');
    expect(whole.status).toEqual(each('trained'));
    expect(await tensorsOf('more')).toEqual(await tensorsOf('uninterrupted'));
    expect([on.metrics, on.stops]).toEqual([whole.metrics, whole.stops]);
    // Only the end of the longest training is kept.
    const kept = await readdir(join(folder, 'more', 'checkpoints'), { recursive: true });
    expect(kept.filter((file) => file.endsWith('.safetensors'))).toHaveLength(all.length);

    // What has stopped early is the result of any larger number, without the state of the optimizer too.
    await rm(join(folder, 'more', 'checkpoints'), { recursive: true });
    const stopped = await ran(trainings(9), 'more', '--only', 'stops');
    expect(stopped.status).toEqual({ stops: 'cached' });
    expect(whole.stops).toMatchObject([{ of: 5, figure: 'loss' }]);
    expect(stopped.stops).toEqual([{ ...whole.stops[0], of: 9 }]);
  }, 90_000);

  it('begin anew where the state of the optimizer was deleted, which is said', async () => {
    const more: Edit = ['params: {epochs: 2}', 'params: {epochs: 5}'];
    const store = await copyOf('pruned');
    await rm(join(folder, store, 'checkpoints'), { recursive: true });
    expect((await verdict([more], store))['read']).toBe('train');
    const { begins, notices } = await ran([more], store, '--only', 'read');
    expect(begins).toEqual([['read', 0]]);
    expect(notices.join()).toContain('2 of its epochs are trained, but the state of the optimizer');
  }, 60_000);
});

describe('a plan', () => {
  const planned = async (edits: readonly Edit[], store: string, ...args: string[]) => {
    await writeFile(join(folder, `${store}.yaml`), edited(edits));
    const plan = ['plan', `${store}.yaml`, '--store', store, ...args];
    const { out } = await lagraph([...plan, '--json'], { cwd: folder });
    const { phases, comparedWith } = JSON.parse(out) as {
      phases: { name: string; key: string | null; reason: string | null }[];
      comparedWith: string | null;
    };
    const reasons = phases.flatMap(({ name, reason }): [string, string][] =>
      reason === null ? [] : [[name, reason]],
    );
    return {
      keys: phases.map(({ key }) => key),
      reasons: Object.fromEntries(reasons),
      comparedWith,
      text: (await lagraph(plan, { cwd: folder })).out,
    };
  };

  it('says what has changed since the newest run of the graph, and the keys that are known', async () => {
    const store = await copyOf('reasons');
    const kept = await planned([], store);
    expect(kept.reasons).toEqual({});
    expect(kept.keys.every((key) => /^[0-9a-f]{64}$/.test(key!))).toBe(true);
    const { reasons, keys, comparedWith, text } = await planned(
      [
        ['optimizer: {Adam: 0.01}', 'optimizer: {Adam: 0.02}'],
        ['weight: 0.1', 'weight: 0.2'],
      ],
      store,
    );
    expect(reasons).toEqual({
      read: 'its optimizer: Adam 0.01 → Adam 0.02',
      connect: expect.stringMatching(/0\.1 → 0\.2/) as string,
    });
    expect(keys.map((key, at) => key === kept.keys[at])).toEqual([false, true, false, false]);
    expect(keys.slice(2)).toEqual([null, null]);
    expect(text).toContain(`since the run ${comparedWith}:\n  read: its optimizer: Adam 0.01 → Adam 0.02\n`);
    // A run says so as well when it begins.
    const run = ['run', `${store}.yaml`, '--store', store, '--only', 'read'];
    const { out } = await lagraph([...run, '--json'], { cwd: folder });
    const start = JSON.parse(out.split('\n').find((line) => line.includes('"event":"start"'))!) as object;
    expect(start).toMatchObject({ reasons: { since: comparedWith, phases: { read: reasons['read'] } } });
    expect((await lagraph([...run, '--force'], { cwd: folder })).err).not.toContain('its optimizer');
    expect((await lagraph([...run, 'plan.read.optimizer.Adam=0.03'], { cwd: folder })).err).toContain(
      '  read: its optimizer: Adam 0.02 → Adam 0.03\n',
    );
  }, 60_000);

  it('says so too where no graph has changed', async () => {
    const store = await copyOf('unchanged');
    expect((await planned([], store, '--engine', 'tfjs')).reasons).toMatchObject({
      read: 'it was trained by onnx, not by tfjs alone',
      again: 'it starts from read',
    });
    const [{ artifact }] = (await loadRun(join(folder, store), 'latest')).manifest.phases as [PhaseRecord];
    await rm(join(folder, store, 'objects', artifact!.slice(0, 2), artifact!), { recursive: true });
    await rm(join(folder, store, 'checkpoints'), { recursive: true });
    expect((await planned([], store)).reasons).toEqual({
      read: 'its result is no longer whole in the store',
    });
    for (const [name, bytes] of Object.entries(digitFiles(48)))
      await writeFile(join(folder, `few-${name}`), bytes);
    const others: Edit[] = [
      ['images: images.idx, labels: labels.idx', 'images: few-images.idx, labels: few-labels.idx'],
    ];
    expect((await planned(others, store)).reasons['read']).toContain('digits holds other data');
  }, 60_000);
});

describe('evaluations', () => {
  it('are computed once, whatever they are called', async () => {
    const store = await copyOf('evaluations');
    const count = async () => (await readdir(join(folder, store, 'objects'), { recursive: true })).length;
    const before = await count();
    const { values } = await ran([['  right: {', '  valueOf: {']], store);
    expect(values).toEqual((await ran([], 'store')).values);
    expect(await count()).toBe(before);
  }, 60_000);
});
