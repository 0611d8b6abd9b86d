import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Network, Program, Wire } from '../../../src/compiler/index.js';
import { evaluationStep } from '../../../src/runtime/capture/index.js';
import { tfjsEngine, type StateTensor } from '../../../src/runtime/engines/index.js';
import { runExportLayersModelsJob } from '../../../src/runtime/worker/export-layers-models.js';
import { inferenceWires } from '../../../src/runtime/trainer/inference-wires.js';
import { initialWeights } from '../../../src/runtime/trainer/load-weights.js';
import type { TensorType } from '../../../src/vocabulary/index.js';
import { call, input, layer, network, value } from '../../support/network-builder.js';

const image: TensorType = { shape: [null, 8, 8, 1], dtype: 'float32' };
const code = value([4]);

/** An encoder, a head with two outputs and a sum of them, and models that call them in several ways. */
function program(): Program {
  const encoder = network('encoder', [['image', image]], (wires) => {
    const conv = layer(wires, 'encoder', 'Conv2D', 'conv2d', [0], {
      filters: 3,
      kernel_size: 3,
      padding: 'same',
    });
    const bent = layer(wires, 'encoder', 'LeakyReLU', 'leaky_re_lu', [conv], {});
    const norm = layer(wires, 'encoder', 'BatchNormalization', 'batch_normalization', [bent], {});
    const pool = layer(wires, 'encoder', 'MaxPooling2D', 'max_pooling2d', [norm], {});
    const drop = layer(wires, 'encoder', 'Dropout', 'dropout', [pool], { rate: 0.5 });
    const flat = layer(wires, 'encoder', 'Flatten', 'flatten', [drop], {});
    return [['latent', layer(wires, 'encoder', 'Dense', 'latent', [flat], { units: 4 })]];
  });
  const head = network('head', [['input', code]], (wires) => {
    const a = layer(wires, 'head', 'Dense', 'conv2d', [0], { units: 4 });
    const b = layer(wires, 'head', 'Dense', 'b', [0], { units: 4 });
    const sum = wires.push({ op: 'function', name: 'add', inputs: [a, b], options: {}, type: code }) - 1;
    return [
      ['sum', sum],
      ['b', b],
    ];
  });
  const shifted = network('shifted', [['input', code]], (wires) => {
    const one = wires.push({ op: 'constant', value: 1, type: { shape: [], dtype: 'float32' } }) - 1;
    return [
      ['out', wires.push({ op: 'function', name: 'add', inputs: [0, one], options: {}, type: code }) - 1],
    ];
  });
  const drawn = network('drawn', [['input', code]], (wires) => [
    [
      'z',
      wires.push({
        op: 'function',
        name: 'normal_like',
        inputs: [0],
        options: { mean: 0, stddev: 2 },
        stream: 's',
        type: code,
      }) - 1,
    ],
  ]);
  const bare: Network = {
    name: 'bare',
    stream: 'bare',
    inputs: [],
    wires: [{ op: 'weight', weight: 'bare', type: value([2]) }],
    outputs: [{ name: 'bare', wire: 0, type: value([2]) }],
    weights: [
      { name: 'bare', stream: 'bare', shape: [2], initializer: { name: 'zeros', args: {} }, trainable: true },
    ],
  };
  const through = (name: string, calls: (wires: Wire[]) => number[]) => {
    const wires: Wire[] = [input('image', image)];
    const ends = calls(wires);
    const outputs = ends.map((wire, i) => ({ name: `out${i}`, wire, type: wires[wire]!.type }));
    return { name, inputs: [{ name: 'image', type: image }], wires, outputs };
  };
  return {
    name: 'test',
    description: '',
    seed: 3,
    networks: [encoder, head, shifted, drawn, bare],
    models: [
      through('chain', (wires) => [call(wires, head, [call(wires, encoder, [0])])]),
      through('twice', (wires) => {
        const first = call(wires, head, [call(wires, encoder, [0])]);
        const second = wires.push({ op: 'output', of: first, index: 1, type: code }) - 1;
        return [call(wires, head, [second]), first];
      }),
      through('broken', (wires) => [call(wires, shifted, [call(wires, encoder, [0])])]),
    ],
    datasets: [],
    phases: [],
    evaluations: [],
    reports: [],
    params: [],
  };
}

let directory = '';
let result: Awaited<ReturnType<typeof runExportLayersModelsJob>>;
const graph = program();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lagraph-export-'));
  result = await runExportLayersModelsJob({
    task: 'export',
    program: graph,
    store: join(directory, 'store'),
    directory,
    networks: graph.networks.map(({ name }) => ({ name, artifact: null, at: null })),
  });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** As a browser loads it: model.json, and through it the weights. Only the network is replaced by the disk. */
const load = (folder: string) =>
  tfl.loadLayersModel(
    core.io.http(`http://models/${folder}/model.json`, {
      fetchFunc: async (url) =>
        new Response(await readFile(join(directory, new URL(String(url)).pathname)), {
          headers: {
            'content-type': String(url).endsWith('.json') ? 'application/json' : 'application/octet-stream',
          },
        }),
    }),
  );

/** The outputs of the step that reports and evaluations use. */
async function expected(name: string, feed: Float32Array, batch: number) {
  const callee = inferenceWires(graph, name)!;
  const outputs = callee.outputs.map(({ name: output, wire }) => ({ name: output, wire }));
  const session = await tfjsEngine().open({ threads: 1 });
  const weights = new Map<string, StateTensor>();
  for (const one of graph.networks)
    for (const [key, tensor] of initialWeights(graph, one.name)) weights.set(key, tensor);
  await session.write(weights);
  const step = await session.prepare(evaluationStep(graph, callee.wires, outputs, batch));
  const results = await step.run({ [callee.inputs[0]!.name]: feed });
  return outputs.map(({ name: output }) => results[output] as Float32Array);
}

describe('exported models', () => {
  it('are written where they can be, and refused with the reason where not', () => {
    expect(result.written).toEqual(['networks/encoder', 'networks/head', 'models/chain', 'models/twice']);
    const reasons = Object.fromEntries(result.refused.map(({ name, reason }) => [name, reason]));
    expect(reasons).toEqual({
      shifted: expect.stringContaining('the number 1'),
      drawn: expect.stringContaining('normal_like()'), // of another spread than the standard one
      bare: expect.stringContaining('the weight bare'),
      broken: expect.stringContaining('the number 1'),
    });
  });

  it.each([
    ['networks/encoder', 'encoder', [8, 8, 1]],
    ['networks/head', 'head', [4]],
    ['models/chain', 'chain', [8, 8, 1]],
    ['models/twice', 'twice', [8, 8, 1]],
  ])('%s says in plain tfjs what lagraph says', async (folder, name, shape) => {
    const model = await load(folder);
    const size = shape.reduce((product, side) => product * side, 1);
    const feed = Float32Array.from({ length: 3 * size }, (_, i) => Math.sin(i * 1.7));
    const given = model.predict(core.tensor(feed, [3, ...shape])) as core.Tensor | core.Tensor[];
    const outputs = Array.isArray(given) ? given : [given];
    const wanted = await expected(name, feed, 3);
    expect(outputs).toHaveLength(wanted.length);
    for (const [i, output] of outputs.entries()) {
      const numbers = await output.data();
      expect(numbers).toHaveLength(wanted[i]!.length);
      // Varied outputs: equal constants would prove little.
      expect(new Set(numbers).size).toBeGreaterThan(4);
      numbers.forEach((number, at) => {
        const right = wanted[i]![at]!;
        expect(Math.abs(number - right)).toBeLessThan(1e-5 * (1 + Math.abs(right)));
      });
    }
    model.dispose();
  });

  it('call layers as the graph does', async () => {
    const encoder = await load('networks/encoder');
    expect(encoder.name).toBe('encoder');
    expect(encoder.layers.map(({ name }) => name)).toContain('batch_normalization');
    const chain = await load('models/chain');
    expect(chain.layers.map(({ name }) => name)).toEqual(['image', 'encoder', 'head']);
  });
});
