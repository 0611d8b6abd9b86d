/** Series and images whose parts are put together, taken apart, pooled and enlarged stay in blocks of channels. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../../../src/index.js';
import { trainingStep } from '../../../../src/runtime/capture/index.js';
import { onnxEngine, tfjsEngine, type Engine } from '../../../../src/runtime/engines/index.js';
import { buildOnnxGraph } from '../../../../src/runtime/engines/onnx/lower.js';
import { detectNchwcBlockSize } from '../../../../src/runtime/engines/onnx/onnxruntime-session.js';
import { nodeScope } from '../../../../src/runtime/engines/onnx/model/index.js';
import { noNotice } from '../../../support/fail-on-notice.js';
import { random } from '../../../support/seeded-random.js';
import { startingState } from '../../../support/starting-state.js';
import { expectClose } from './expect-close.js';

/** A u-shaped network of series, or of images, with skips of `skip` channels. */
const uShaped = (dimensions: 1 | 2, skip: number, pooling = 'Max') => `lagraph: 1
name: u-shaped
seed: 1
data: {mnist: {source: mnist}}
networks:
  net:
    inputs: {image: [28, 28, 1]}
    nodes:
      x: {${dimensions === 1 ? 'Reshape: [56, 14]' : 'AveragePooling2D: 2'}, of: image}
      a: {Conv${dimensions}D: {filters: ${skip}, kernel_size: 3, padding: same, activation: tanh}, of: x}
      b: {${pooling}Pooling${dimensions}D: 2, of: a}
      c: {Conv${dimensions}D: {filters: 32, kernel_size: 3, padding: same, activation: tanh}, of: b}
      d: {UpSampling${dimensions}D: 2, of: c}
      e: {Concatenate: -1, of: [d, a]}
      f: {Conv${dimensions}D: {filters: 16, kernel_size: 3, padding: same}, of: e}
      g: {GlobalAveragePooling${dimensions}D: {}, of: f}
      h: {Dense: 10, of: g}
    outputs: h
plan:
  p:
    train: net
    on: {data: mnist, epochs: 1, steps_per_epoch: 3, batch_size: 2}
    loss: mean_squared_error(label, net(image))
    optimizer: {SGD: 0.3}
`;

const stepOf = (text: string) => {
  const program = compile(text);
  return trainingStep(program, program.phases[0]!, 2);
};

async function train(engine: Engine, text: string) {
  const program = compile(text);
  const phase = program.phases[0]!;
  const session = await engine.open({ threads: 2, notice: noNotice });
  try {
    await session.write(startingState(program, phase));
    const prepared = await session.prepare(await stepOf(text));
    for (let turn = 0; turn < 2; turn++) {
      await prepared.run({
        image: random(turn).uniform(2 * 784),
        label: random(9 + turn).uniform(20),
        'learning_rate/p': 0.3,
      });
    }
    return await session.read();
  } finally {
    await session.close();
  }
}

const cases = [
  [1, 16, 'Max'],
  [1, 17, 'Max'],
  [1, 16, 'Average'],
  [2, 16, 'Max'],
] as const;

describe('u-shaped networks', () => {
  it.each(cases)(
    'of %i dimensions with skips of %i channels, %s pooled, are trained as by tfjs',
    async (...one) => {
      const text = uShaped(...one);
      const should = await train(tfjsEngine(), text);
      for (const images of ['blocked', 'plain'] as const) {
        const is = await train(onnxEngine({ images }), text);
        expect([...is.keys()].sort()).toEqual([...should.keys()].sort());
        for (const [name, { data }] of should) expectClose(is.get(name)!.data, data, 1e-5);
      }
    },
  );
});

describe.runIf((await detectNchwcBlockSize()) > 0)('in blocks', () => {
  it.each([1, 2] as const)('nothing is moved for them, %i dimensions', async (dimensions) => {
    const block = await detectNchwcBlockSize();
    const { nodes } = buildOnnxGraph(await stepOf(uShaped(dimensions, 16)), {
      block,
      im2col: true,
    }).lowering.graph.model();
    const [pooled, joined] = ['b', 'e'].map((layer) =>
      nodes.filter((node) => nodeScope(node).endsWith(`net/${layer}`)).map(({ op }) => op),
    );
    expect(joined).toEqual(expect.arrayContaining(['Concat', 'Split']));
    for (const ops of [pooled, joined]) {
      expect(ops!.filter((op) => /Transpose|Reorder|ScatterElements/.test(op))).toEqual([]);
    }
  });
});
