/**
 * What is trained after an edit of a graph: nothing where the edit changes no weights, exactly what it must where it does.
 * Plans through the package's door for the many edits, runs through the command line for what is trained in the end.
 */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Runtime from '../../src/runtime/index.js';
import type * as Door from '../../src/index.js';
import { digitFiles } from '../../bench/idx.mjs';
import { build, root } from '../support/build-dist.js';
import { events, lagraph } from '../support/spawn-lagraph.js';

/** Two classifiers of the same form, the head of one trained again on its frozen encoder, and a link between the two. */
const GRAPH = `lagraph: 1
name: digits
seed: 3
params: {epochs: 2}
data:
  digits: {source: {idx: {images: images.idx, labels: labels.idx, size: [6, 6], classes: 4}}, otherwise: {idx: {images: spare.idx, labels: labels.idx, size: [6, 6], classes: 4}}}
  parts: {from: digits, split: {train: 0.5, test: 0.25, spare: 0.25}}
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
let runtime: typeof Runtime;
let door: typeof Door;

const edited = (edits: readonly Edit[], text = GRAPH): string =>
  edits.reduce((graph, [from, to]) => {
    const changed = graph.replace(from, to);
    expect(changed, `${String(from)} is not in the graph`).not.toBe(graph);
    return changed;
  }, text);

const options = (store = 'store') => ({ store: join(folder, store), data: { base: folder } });

async function verdict(edits: readonly Edit[], store?: string): Promise<Verdict> {
  const program = door.compile(edited(edits));
  const { phases, problem } = await runtime.planPhases(program, options(store));
  expect(problem).toBeNull();
  const words = phases!.flatMap((phase): [string, string][] => {
    const { name, cached, onlyFigures, pending, resumesFrom } = phase;
    if (cached) return onlyFigures.length > 0 ? [[name, `figures ${onlyFigures.join()}`]] : [];
    if (pending) return [[name, `kept if ${pending.join()}`]];
    return [[name, resumesFrom === null ? 'train' : `from ${resumesFrom}`]];
  });
  return Object.fromEntries(words);
}

async function ran(edits: readonly Edit[], store: string, ...args: string[]) {
  await writeFile(join(folder, `${store}.yaml`), edited(edits));
  const { code, out, err } = await lagraph(['run', `${store}.yaml`, '--store', store, '--json', ...args], {
    cwd: folder,
  });
  expect(code, err + out).toBe(0);
  const told = events(out);
  const phases = told.flatMap((event) => (event.event === 'phase' ? [event] : []));
  return {
    status: Object.fromEntries(phases.map(({ name, status }) => [name, status])),
    metrics: Object.fromEntries(phases.map(({ name, metrics }) => [name, metrics])),
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
  const run = await runtime.loadRun(join(folder, store), 'latest');
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
  runtime = (await import(join(root, 'dist/runtime/index.js'))) as typeof Runtime;
  door = (await import(join(root, 'dist/index.js'))) as typeof Door;
  folder = await mkdtemp(join(tmpdir(), 'lagraph-keys-'));
  for (const [name, bytes] of Object.entries(digitFiles(64))) await writeFile(join(folder, name), bytes);
  const { status } = await ran([], 'store');
  expect(status).toEqual({ read: 'trained', read_moving: 'trained', again: 'trained', connect: 'trained' });
}, 120_000);
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
      { read: 'train', again: 'kept if read', connect: 'kept if read' },
    ],
    ['another optimizer at the end', [['{SGD: 0.1}', '{SGD: 0.2}']], { again: 'train' }],
    [
      'more epochs',
      [['epochs: 2}', 'epochs: 3}']],
      { read: 'from 2', again: 'kept if read', connect: 'kept if read' },
    ],
    [
      'fewer epochs',
      [['epochs: 2}', 'epochs: 1}']],
      { read: 'train', again: 'kept if read', connect: 'kept if read' },
    ],
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
      'a phase that no longer waits',
      [
        ['    after: [read]\n', '    untrained: true\n'],
        [/ {2}read:\n[^]*?(?= {2}read_moving)/, ''],
      ],
      { again: 'train', connect: 'train' },
    ],
  ];

  it.each(edits)('trains what it must: %s', async (_, changes, does) => {
    // The network of the phases that are gone is trained by none.
    const gone = changes.some(([, to]) => to === '');
    const all: Edit[] = gone
      ? [...changes, ['freeze: [encoder, twin]', 'untrained: true\n    freeze: [encoder, twin]']]
      : changes;
    expect(await verdict(all)).toEqual(does);
  });

  it('does so for other bytes of the data', async () => {
    const store = await copyOf('bytes');
    const elsewhere = await mkdtemp(join(tmpdir(), 'lagraph-bytes-'));
    try {
      for (const [name, bytes] of Object.entries(digitFiles(60)))
        await writeFile(join(elsewhere, name), bytes);
      const { phases } = await runtime.planPhases(door.compile(GRAPH), {
        ...options(store),
        data: { base: elsewhere },
      });
      expect(phases!.map(({ name, cached, pending }) => [name, cached, pending])).toEqual([
        ['read', false, null],
        ['read_moving', false, null],
        ['again', false, null],
        ['connect', false, null],
      ]);
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });
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
    // Its optimizer's rate is the same, but is written as a ramp that does not move.
    const edits: Edit[] = [
      [
        '    optimizer: {Adam: 0.01}',
        '    optimizer: {Adam: 0.01}\n    learning_rate: {ramp: [0.01, 0.01], epochs: 1}',
      ],
    ];
    expect(await verdict(edits, store)).toEqual({
      read: 'train',
      again: 'kept if read',
      connect: 'kept if read',
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
    const whole = await ran(asked, 'store', '--only', 'read');
    expect(later.status).toEqual({ read: 'cached' });
    expect(later.notRecorded).toEqual(['length']);
    expect(later.metrics['read']).toEqual({
      loss: whole.metrics['read']!['loss'],
      'val.loss': whole.metrics['read']!['val.loss'],
      'val.length': whole.metrics['read']!['val.length'],
    });
    const run = await runtime.loadRun(join(folder, 'later'), 'latest');
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
    const before = await runtime.loadRun(join(folder, store), 'latest');
    const values = async (run: typeof before, name: string) =>
      (await run.history('read')).map(({ metrics }) => [metrics[name], metrics[`val.${name}`]]);
    const accuracies = await values(before, 'accuracy');
    expect(accuracies.flat().every((value) => typeof value === 'number')).toBe(true);
    const { status } = await ran([['metrics: {accuracy:', 'metrics: {toString:']], store);
    expect(status['read']).toBe('cached');
    expect(await values(await runtime.loadRun(join(folder, store), 'latest'), 'toString')).toEqual(
      accuracies,
    );
  }, 60_000);
});

describe('more epochs', () => {
  const more: Edit = ['params: {epochs: 2}', 'params: {epochs: 5}'];
  const cases: [what: string, edits: Edit[]][] = [
    ['plain', []],
    ["steps that don't end with the data", [['batch_size: 16}', 'batch_size: 16, steps_per_epoch: 3}']]],
    [
      'a learning rate that moves',
      [['    validate: parts.test', '    learning_rate: {ramp: [0.02, 0.001], epochs: 4}']],
    ],
    ['validation at every other epoch', [['validate: parts.test', 'validate: {data: parts.test, every: 2}']]],
    [
      'several updates',
      [
        [
          '    loss: mean_squared_error(label, reader(image))\n    metrics: {accuracy: "accuracy(label, reader(image))"}\n    validate: parts.test\n    optimizer: {Adam: 0.01}',
          '    updates:\n      - {name: one, train: encoder, loss: "mean_squared_error(label, reader(image))", optimizer: {Adam: 0.01}}\n      - {name: two, train: head, loss: "mean_squared_error(label, reader(image))", optimizer: {RMSprop: 0.01}, times: 2}',
        ],
      ],
    ],
  ];

  it.each(cases)(
    'go on to the byte of an uninterrupted training: %s',
    async (name, edits) => {
      const [store, fresh] = [`more ${name}`, `whole ${name}`].map((words) => words.replace(/\W/g, '-')) as [
        string,
        string,
      ];
      const only = ['--only', 'read'];
      await ran(edits, store, ...only);
      expect((await verdict([more, ...edits], store))['read']).toBe('from 2');
      const on = await ran([more, ...edits], store, ...only);
      expect(on.status).toEqual({ read: 'resumed' });
      expect(on.begins).toEqual([['read', 2]]);
      const whole = await ran([more, ...edits], fresh, ...only);
      expect(whole.status).toEqual({ read: 'trained' });
      expect(await tensorsOf(store)).toEqual(await tensorsOf(fresh));
      expect(on.metrics).toEqual(whole.metrics);
      // Only the end of the longest training is kept.
      const kept = await readdir(join(folder, store, 'checkpoints'), { recursive: true });
      expect(kept.filter((file) => file.endsWith('.safetensors'))).toHaveLength(1);
    },
    60_000,
  );

  it('begin anew where the state of the optimizer was deleted, which is said', async () => {
    const store = await copyOf('pruned');
    await rm(join(folder, store, 'checkpoints'), { recursive: true });
    expect((await verdict([more], store))['read']).toBe('train');
    const { begins, notices } = await ran([more], store, '--only', 'read');
    expect(begins).toEqual([['read', 0]]);
    expect(notices.join()).toContain('2 of its epochs are trained, but the state of the optimizer');
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
