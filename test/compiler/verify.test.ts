import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyProgram, type Program, type Wire } from '../../src/compiler/index.js';
import { check, compile } from '../../src/index.js';
import { root } from '../support/build-dist.js';
import { readPart } from '../support/read-parts.js';

const graphs = ['graphs', 'examples', 'bench/graphs', 'test/compiler/graphs'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name)),
);
const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe.each(graphs)('%s', (path) => {
  const text = read(path);
  const profiles = [undefined, ...(check(text, { file: path, readPart }).document?.profiles ?? [])];

  it.each(profiles)('is sound with the profile %s', (profile) => {
    const options = { file: path, readPart, ...(profile === undefined ? {} : { profile }) };
    const program = compile(text, options);
    expect(verifyProgram(program)).toEqual([]);
    // Plain data that can be sent to other processes, and deterministic.
    expect(JSON.parse(JSON.stringify(program))).toEqual(program);
    expect(compile(text, options)).toEqual(program);
  });
});

const sound = (): Program => structuredClone(compile(read('test/compiler/graphs/nodes.yaml')));

type Op = Wire['op'];

function wireOf<K extends Op>(wires: readonly Wire[], op: K): Extract<Wire, { op: K }> {
  const found = wires.find((wire) => wire.op === op);
  if (!found) throw new Error(`there is no wire of kind ${op}`);
  return found as Extract<Wire, { op: K }>;
}

/** How a program is broken, and the message of the verifier. */
const broken: [string, (program: Program) => void, string][] = [
  ['two networks of one name', ({ networks }) => void (networks[1]!.name = networks[0]!.name), 'same name'],
  [
    'two weights of one name',
    ({ networks: [encoder] }) => void encoder!.weights.push(encoder!.weights[0]!),
    'two weights are named encoder/dense/kernel',
  ],
  [
    'a layer with the weight of another network',
    ({ networks: [encoder, sampler] }) =>
      void (wireOf(sampler!.wires, 'layer').weights = [encoder!.weights[0]!.name]),
    "is not its network's",
  ],
  [
    'two layers of one name',
    ({ networks: [, sampler] }) => {
      for (const wire of sampler!.wires) if (wire.op === 'layer') wire.name = 'one';
    },
    'two layers named one',
  ],
  [
    'a field in a network',
    ({ networks: [encoder] }) => {
      encoder!.wires[0] = { op: 'field', name: 'image', type: encoder!.wires[0]!.type };
    },
    'a wire of kind field',
  ],
  ['no output', ({ networks: [encoder] }) => void (encoder!.outputs = []), 'no output'],
  ['an output that is no wire', ({ models: [model] }) => void (model!.outputs[0]!.wire = 99), 'not there'],
  [
    'an output of another type',
    ({ models: [model] }) => void (model!.outputs[0]!.type = { shape: [null, 3], dtype: 'float32' }),
    'is said to be [batch, 3]',
  ],
  [
    'a wire made of a later one',
    ({ networks: [encoder] }) => void (wireOf(encoder!.wires, 'layer').inputs = [1]),
    'does not come before it',
  ],
  [
    'a wire without a type',
    ({ phases: [phase] }) => void delete (phase!.wires[0] as Partial<Wire>).type,
    'has no type',
  ],
  [
    'a weight that is not there',
    ({ phases: [phase] }) => void (wireOf(phase!.wires, 'weight').weight = 'nothing'),
    'there is no weight nothing',
  ],
  [
    'an output of something that is no call',
    ({ phases: [phase] }) => void (wireOf(phase!.wires, 'output').of = 0),
    'no call',
  ],
  [
    'an output that a network does not have',
    ({ phases: [phase] }) => void (wireOf(phase!.wires, 'output').index = 7),
    'has fewer',
  ],
  [
    'a call of nothing',
    ({ evaluations: [one] }) => void (wireOf(one!.wires, 'call').network = 'nothing'),
    'there is no network nothing',
  ],
  [
    'a call with too few inputs',
    ({ phases: [phase] }) => void (wireOf(phase!.wires, 'call').inputs = []),
    'wrong number of inputs',
  ],
  [
    'a call with another shape',
    ({ phases: [phase] }) =>
      void (wireOf(phase!.wires, 'field').type = { shape: [null, 2], dtype: 'float32' }),
    'was given [batch, 2]',
  ],
  [
    'a stream that is drawn from twice',
    ({ networks: [, sampler] }) => {
      const draw = sampler!.wires.find((wire) => wire.op === 'function' && wire.stream !== undefined)!;
      sampler!.wires.push({ ...draw });
    },
    'is drawn from twice',
  ],
  [
    'a measure that is no wire',
    ({ evaluations: [one] }) => void (one!.measure = 99),
    'measures wire 99, which is not there',
  ],
  ['a phase without updates', ({ phases: [phase] }) => void (phase!.updates = []), 'no update'],
  [
    'an update without weights',
    ({ phases: [phase] }) => void (phase!.updates[0]!.weights = []),
    'moves no weight',
  ],
  [
    'an update of a weight that is not there',
    ({ phases: [phase] }) => void phase!.updates[0]!.weights.push('nothing'),
    'moves nothing, which is not there',
  ],
  [
    'an update of a frozen weight',
    ({ phases: [phase] }) => void phase!.frozen.push(phase!.updates[0]!.weights[0]!),
    'says that it is frozen',
  ],
  [
    'a loss that is no wire',
    ({ phases: [phase] }) => void (phase!.updates[0]!.losses[0]!.wire = -1),
    'the loss copy is wire -1',
  ],
  [
    'a metric that is no wire',
    ({ phases: [phase] }) => void (phase!.metrics[0]!.wire = 99),
    'the metric size is wire 99',
  ],
  [
    'a phase that waits for a later one',
    ({ phases: [phase] }) => void phase!.dependsOn.push('later'),
    'starts from later, which does not come before it',
  ],
  [
    'a network from a later phase',
    ({ phases: [phase] }) => void (phase!.networks[0]!.from = 'learn'),
    'starts from learn',
  ],
  [
    'a field that the data does not have',
    ({ phases: [phase] }) => void (wireOf(phase!.wires, 'field').name = 'picture'),
    'reads picture, which digits does not have',
  ],
  [
    'a field of another shape',
    ({ datasets: [digits] }) => {
      digits!.fields = { ...digits!.fields, label: { shape: [6], dtype: 'float32', role: 'label' } };
    },
    'phase learn reads label as [batch, 10], which is not its shape',
  ],
  [
    'data that is not there',
    ({ phases: [phase] }) => void (phase!.data.dataset = 'nothing'),
    'phase learn is on nothing, which is not there',
  ],
  [
    'a split that is not there',
    ({ evaluations: [one] }) => void (one!.data.split = 'none'),
    'evaluation copies is on digits.none, which is not there',
  ],
  [
    'a figure of validation that is no wire',
    ({ phases: [phase] }) => void (phase!.validation!.losses[0]!.wire = 99),
    'validation: copy is wire 99',
  ],
  [
    'two figures of validation of one name',
    ({ phases: [phase] }) => void (phase!.validation!.losses[1]!.name = 'copy'),
    'has losses of the same name: copy, copy, codes',
  ],
  ['two phases of one name', ({ phases }) => void phases.push(phases[0]!), 'two phases are named learn'],
];

describe('a broken program', () => {
  it.each(broken)('has %s', (_what, breakIt, said) => {
    const program = sound();
    breakIt(program);
    expect(verifyProgram(program).join('\n')).toContain(said);
  });
});
