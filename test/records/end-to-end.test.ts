/**
 * Names are data: a plan whose data sets, networks, fields, phases, metrics and everything else are named after
 * built-ins of JavaScript, YAML or lagraph gives the same results as one with plain names, is cached if nothing
 * changed, and is trained again if its data did.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkGraph } from '../../src/compiler/index.js';
import { build } from '../support/build-dist.js';
import { events, lagraph } from '../support/spawn-lagraph.js';
import { rounds, roundsSeed } from '../support/rounds.js';

/** Properties that every object inherits, names of the language's and the store's own parts, reserved file names. */
const NAMES = (
  'constructor toString hasOwnProperty __proto__ length then range kind valueOf isPrototypeOf toLocaleString ' +
  'propertyIsEnumerable __defineGetter__ __lookupSetter__ prototype name key value type data train best step ' +
  'default extends updates losses image_1 in0 out0 con NUL __metadata__ format sha256 progress null_ row0 measure'
).split(' ');

/** Everything that has a name in the graph below. */
const ROLES = [
  ...[
    'rate',
    'quick',
    'digits',
    'moved',
    'pairs',
    'left',
    'right',
    'fit',
    'check',
    'noisy',
    'encoder',
    'flat',
  ],
  ...[
    'reader',
    'picture',
    'level',
    'scores',
    'whole',
    'wire',
    'first',
    'one',
    'other',
    'second',
    'term',
    'more',
  ],
  ...['hits', 'error', 'seen', 'code'],
] as const;
type Role = (typeof ROLES)[number];

/**
 * All examples are equal and all weights start equal, so that no metric depends on random draws, whose streams depend
 * on names.
 */
const graph = (n: Readonly<Record<Role, string>>) => `lagraph: 1
name: names
params: {${n.rate}: 0.1}
profiles: {${n.quick}: {${n.rate}: 0.02}}
data:
  ${n.digits}:
    {source: idx, images: images.idx, labels: labels.idx, size: [4, 4], classes: 3, split: {${n.fit}: 0.5, ${n.check}: 0.5}}
  ${n.moved}: {from: ${n.digits}, augment: {image: {flip: vertical}}, add: {${n.noisy}: image * 0.5}}
  ${n.pairs}: {pair: {${n.left}: ${n.digits}, ${n.right}: ${n.moved}}, by: label, repeat: ${n.left}}
networks:
  ${n.encoder}:
    inputs: {${n.picture}: [4, 4, 1]}
    nodes:
      ${n.flat}: {Flatten: }
      ${n.code}: {Dense: {units: 3, kernel_initializer: ones}, of: ${n.flat}}
    outputs: ${n.code}
  ${n.reader}: {input: ${n.encoder}, layers: [{Dense: {units: 3, kernel_initializer: ones}, name: ${n.scores}}, Softmax]}
  ${n.level}: {weights: [3], initializer: ones}
models:
  ${n.whole}:
    inputs: {${n.picture}: [4, 4, 1]}
    wires: {${n.wire}: '${n.reader}(${n.encoder}(${n.picture})) * ${n.level}'}
    outputs: ${n.wire}
plan:
  ${n.first}:
    on: {data: ${n.moved}.${n.fit}, epochs: 2, batch_size: 8}
    optimizer: {Adam: '\${${n.rate}}'}
    updates:
      - {name: ${n.one}, train: [${n.encoder}, ${n.reader}], loss: 'mean_squared_error(label, ${n.whole}(${n.noisy}))'}
      - {name: ${n.other}, train: ${n.level}, loss: 'mean_squared_error(label, ${n.whole}(image))'}
    metrics: {${n.seen}: 'sum(${n.noisy})'}
  ${n.second}:
    train: ${n.reader}
    on: {data: ${n.pairs}.${n.fit}, epochs: 2, batch_size: 8}
    wires: {${n.wire}: '${n.encoder}(${n.left}.image)'}
    losses:
      ${n.term}: mean_squared_error(${n.left}.label, ${n.reader}(${n.wire}))
      ${n.more}: {value: 'mean_squared_error(${n.right}.label, ${n.whole}(${n.right}.${n.noisy}))', weight: {ramp: [0, 1], epochs: 2}}
    metrics: {${n.hits}: 'mean_squared_error(${n.left}.label, ${n.whole}(${n.right}.${n.noisy}))'}
    optimizer: {SGD: {learning_rate: '\${${n.rate}}', momentum: 0.9}}
    validate: {data: ${n.pairs}.${n.check}}
    stop_early: {monitor: val.${n.hits}, patience: 3}
    keep: best
evaluate:
  ${n.error}: {on: ${n.moved}.${n.check}, measure: 'mean_squared_error(label, ${n.whole}(${n.noisy}))', expect: '>= 0'}
report:
  - curves: [${n.first}, ${n.second}]
  - translations: {on: ${n.moved}.${n.check}, rows: [image, ${n.noisy}], count: 2}
`;

/** An IDX file of bytes. */
const idx = (shape: readonly number[], data: readonly number[]) =>
  Buffer.from([0, 0, 8, shape.length, ...shape.flatMap((side) => [0, 0, 0, side]), ...data]);

const EXAMPLES = 16;
/** Symmetric: a vertical flip changes nothing. */
const pixels = Array.from({ length: 16 }, (_, at) => 47 + (at % 4) * 13);

let folder = '';

const writeData = async (directory: string, label: number) => {
  const images = Array.from({ length: EXAMPLES }, () => pixels).flat();
  await writeFile(join(directory, 'images.idx'), idx([EXAMPLES, 4, 4], images));
  await writeFile(join(directory, 'labels.idx'), idx([EXAMPLES], Array<number>(EXAMPLES).fill(label)));
};

const named = (names: readonly string[]) =>
  Object.fromEntries(ROLES.map((role, at) => [role, names[at]!])) as Record<Role, string>;

interface Figures {
  /** `trained` or `cached`, by phase. */
  status: string[];
  /** Metrics of phases and evaluations, without their names. */
  values: number[];
}

/** A run of the graph under these names: what it did, and its metrics in the order in which they are reported. */
async function ran(directory: string, names: Readonly<Record<Role, string>>): Promise<Figures> {
  const { code, out, err } = await lagraph(
    ['run', 'names.yaml', '--engine', 'tfjs', '--json', '--profile', names.quick],
    { cwd: directory },
  );
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const told = events(out);
  const phases = [names.first, names.second].map((name) => {
    const phase = told.find((one) => one.event === 'phase' && one.name === name);
    if (phase?.event !== 'phase') throw new Error(`nothing is told of ${name}`);
    return phase;
  });
  const evaluation = told.find((one) => one.event === 'evaluate');
  if (evaluation?.event !== 'evaluate') throw new Error('nothing is told of the evaluation');
  return {
    status: phases.map(({ status }) => status),
    values: [...phases.flatMap(({ metrics }) => Object.values(metrics)), evaluation.value],
  };
}

const begin = async (names: Readonly<Record<Role, string>>): Promise<string> => {
  const directory = await mkdtemp(join(folder, 'names-'));
  await writeData(directory, 1);
  await writeFile(join(directory, 'names.yaml'), graph(names));
  return directory;
};

let plain: Figures;

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-names-'));
  const names = named(ROLES);
  plain = await ran(await begin(names), names);
}, 240_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

it('a plan with plain names tells all of its figures', () => {
  expect(plain.status).toEqual(['trained', 'trained']);
  // loss, two terms and a metric; the same of validation; the evaluation.
  expect(plain.values).toHaveLength(4 + 8 + 1);
  expect(plain.values.every(Number.isFinite)).toBe(true);
  expect(new Set(plain.values.map((value) => value.toFixed(4))).size).toBeGreaterThan(6);
});

it('any of the names will do for anything', () => {
  const inherited = Object.getOwnPropertyNames(Object.prototype);
  for (const role of ROLES) {
    for (const name of NAMES) {
      const names = { ...named(ROLES), [role]: name };
      const { diagnostics, program } = checkGraph(graph(names), 'names.yaml', {
        overrides: [],
        profile: names.quick,
      });
      expect({ role, name, diagnostics }).toEqual({ role, name, diagnostics: [] });
      expect(program?.phases.map((phase) => phase.name)).toEqual([names.first, names.second]);
    }
  }
  // No library has polluted the prototype of all objects.
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(inherited);
});

it('comes out the same under any names, is cached, and is trained again on other data', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(NAMES, { minLength: ROLES.length, maxLength: ROLES.length }).map(named),
      async (names) => {
        const directory = await begin(names);
        const first = await ran(directory, names);
        expect(first.status).toEqual(['trained', 'trained']);
        expect(first.values).toHaveLength(plain.values.length);
        first.values.forEach((value, at) => expect(value).toBeCloseTo(plain.values[at]!, 5));
        const second = await ran(directory, names);
        expect(second.status).toEqual(['cached', 'cached']);
        expect(second.values).toEqual(first.values);
        await writeData(directory, 2);
        expect((await ran(directory, names)).status).toEqual(['trained', 'trained']);
      },
    ),
    // One takes some seconds: three runs of a plan. LAGRAPH_TEST_ROUNDS=25 for more.
    { numRuns: rounds(1), seed: roundsSeed(14) },
  );
}, 600_000);
