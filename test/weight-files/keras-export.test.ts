/** Models for Keras: every layer and many random networks, loaded by Keras itself, compute what they compute here. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildKerasModel, type Program } from '../../src/compiler/index.js';
import { compile } from '../../src/index.js';
import { tfjsEngine } from '../../src/runtime/engines/index.js';
import { initialWeights } from '../../src/runtime/trainer/load-weights.js';
import { predictOutputs } from '../../src/runtime/trainer/index.js';
import { kerasArchive } from '../../src/runtime/worker/save-weights-job.js';
import { layers } from '../../src/vocabulary/index.js';
import { compareWithKeras, noKeras } from '../support/keras-python.js';
import { prepareTask, randomTask } from '../support/random-networks.js';
import { random } from '../support/seeded-random.js';

/** All networks of the first tasks, and of the others those with a layer that is not there yet. */
const WHOLE_TASKS = 25;
const TASKS = 200;
const EXAMPLES = 3;

/** A normalization over one channel: what it gives is rounding errors alone. */
const CONSTANT: ReadonlySet<string> = new Set(['59-encoder']);

/** Arguments of every layer of Keras. */
const ALL_LAYERS = ['name', 'dtype'];

interface KerasLayerConfig {
  class_name: string;
  config: Record<string, unknown>;
}

const REFUSED = new Set([
  ...[
    'AdditiveAttention',
    'Attention',
    'Bidirectional',
    'GroupQueryAttention',
    'MultiHeadAttention',
    'SpectralNormalization',
  ],
  'TimeDistributed',
  ...['PositionEmbedding', 'SinePositionEncoding'],
]);

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'lagraph-keras-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes a network or model with what it computes. False if it has no form in Keras. */
async function write(program: Program, name: string, file: string): Promise<boolean> {
  const built = buildKerasModel(program, name);
  if (!built.ok) return false;
  const weights = new Map(program.networks.flatMap((network) => [...initialWeights(program, network.name)]));
  await writeFile(join(folder, `${file}.keras`), Buffer.concat(await kerasArchive(built.model, weights)));
  const numbers = random(7);
  const callee = [...program.networks, ...program.models].find((one) => one.name === name)!;
  const inputs = callee.inputs.map(({ type }) => {
    const shape = [EXAMPLES, ...type.shape.slice(1).map((side) => side ?? 1)];
    return {
      shape,
      data: numbers.uniform(
        shape.reduce((a, b) => a * b, 1),
        -1,
        1,
      ),
    };
  });
  const around = {
    program,
    scope: '',
    weights,
    engine: tfjsEngine(),
    threads: 1,
    stop: new AbortController().signal,
  };
  const given = Object.fromEntries(callee.inputs.map((input, at) => [input.name, inputs[at]!]));
  const outputs = (await predictOutputs(around, name, given)).map(({ values: { data } }, at) => ({
    shape: callee.outputs[at]!.type.shape.map((side) => side ?? EXAMPLES),
    data: [...data],
  }));
  const plain = inputs.map(({ shape, data }) => ({ shape, data: [...data] }));
  await writeFile(join(folder, `${file}.json`), JSON.stringify({ inputs: plain, outputs }));
  return true;
}

describe('a model for Keras', () => {
  it('has no argument that Keras lacks, in random networks of every layer', () => {
    const { arguments: known } = JSON.parse(
      readFileSync(new URL('../keras/vocabulary.expected.json', import.meta.url), 'utf8'),
    ) as { arguments: { layers: Record<string, string[]> } };
    const unknown = new Set<string>();
    for (let seed = 1; seed <= TASKS; seed += 1) {
      const { program } = prepareTask(randomTask(seed));
      for (const { name } of program.networks) {
        const built = buildKerasModel(program, name);
        if (!built.ok) continue;
        const { config } = built.model.config as { config: { layers: KerasLayerConfig[] } };
        for (const { class_name: layer, config: given } of config.layers)
          for (const argument of Object.keys(given))
            if (
              Object.hasOwn(known.layers, layer) &&
              ![...known.layers[layer]!, ...ALL_LAYERS].includes(argument)
            )
              unknown.add(`${layer}: ${argument}`);
      }
    }
    expect([...unknown]).toEqual([]);
  });

  it.each([
    ['Conv2D: {filters: 2, kernel_size: 3, mask: A}', "Keras's Conv2D has no argument mask"],
    ['SpectralNormalization: {Dense: 2}', 'SpectralNormalization is not written for Keras'],
  ])('is refused of %s', (layer, reason) => {
    const program = compile(`lagraph: 1\nnetworks:\n  net: {input: [4, 4, 2], layers: [{${layer}}]}\n`);
    expect(buildKerasModel(program, 'net')).toEqual({ ok: false, reason });
  });
});

describe.skipIf(noKeras)('Keras loads', () => {
  it('random networks of every layer, and models of several', { timeout: 600_000 }, async () => {
    const written = new Set<string>();
    for (let seed = 1; seed <= TASKS; seed += 1) {
      const task = randomTask(seed);
      const { program } = prepareTask(task);
      for (const { name, wires } of program.networks) {
        const own = wires.flatMap((wire) => (wire.op === 'layer' ? [wire.layer] : []));
        if (seed > WHOLE_TASKS && own.every((layer) => written.has(layer))) continue;
        if (await write(program, name, `${seed}-${name}`)) for (const layer of own) written.add(layer);
      }
    }
    const models = compile(`lagraph: 1
networks:
  encoder: {input: [6], layers: [{Dense: {units: 4, activation: gelu}}, {Dense: 3, name: latent}]}
  head:
    inputs: {a: [3], b: [3]}
    nodes: {both: {Concatenate: {}, of: [a, b]}, apart: {Subtract: {}, of: [a, b]}, left: {Dense: 2, of: apart}, right: {Dense: 2, of: both}, out: left * 2 - exp(right) / 3}
    outputs: [out, left]
  films: {input: [3, 4, 3, 3, 2], layers: [{ConvLSTM3D: {filters: 2, kernel_size: 2}}]}
models:
  siamese: {inputs: {x: [6], y: [6]}, wires: {a: encoder(x), b: encoder(y), h: 'head(b, a)'}, outputs: [h, a]}
`);
    expect(await write(models, 'siamese', 'siamese')).toBe(true);
    // No random network has values of so many sides.
    expect(await write(models, 'films', 'films')).toBe(true);
    written.add('ConvLSTM3D');
    const results = await compareWithKeras(folder);
    expect(
      Object.entries(results).filter(
        ([name, result]) => !CONSTANT.has(name) && (typeof result === 'string' || result > 1e-5),
      ),
    ).toEqual([]);
    expect(Object.keys(results).length).toBeGreaterThan(WHOLE_TASKS);
    // Those that Keras lacks, and those that are refused.
    expect([...layers.keys()].filter((name) => !written.has(name) && !REFUSED.has(name))).toEqual([]);
  });
});
