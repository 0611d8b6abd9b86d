/** Compares inferred types with onnxruntime's: every tensor of a lowered step is fetched and compared. */
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../../../src/index.js';
import {
  registerCorrectedGradients,
  trainingStep,
  type StepProgram,
} from '../../../../src/runtime/capture/index.js';
import { buildOnnxGraph } from '../../../../src/runtime/engines/onnx/lower.js';
import {
  CONTRIB_DOMAIN,
  encodeOnnxModel,
  OnnxGraphBuilder,
  inferTensorTypes,
  type ModelProto,
  type OnnxTensorType,
} from '../../../../src/runtime/engines/onnx/model/index.js';
import { detectNchwcBlockSize } from '../../../../src/runtime/engines/onnx/onnxruntime-session.js';
import { loadNodeBinding, sessionOptions } from '../../../../src/runtime/engines/onnxruntime/index.js';
import { correctCpuKernels } from '../../../../src/runtime/engines/tfjs/index.js';
import { kernelCases, type CaseInput } from '../../../support/kernel-cases.js';
import { captureCase } from '../../../support/run-kernel-case.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
  correctCpuKernels();
  registerCorrectedGradients();
});

const size = (dims: readonly number[]) => dims.reduce((product, side) => product * side, 1);

function zeros({ type, dims }: OnnxTensorType) {
  if (type === 'float32') return new Float32Array(size(dims));
  if (type === 'int32') return new Int32Array(size(dims));
  return new Uint8Array(size(dims));
}

/** Types of all nodes' outputs, as onnxruntime computes them. */
async function computed(
  model: ModelProto,
  data: readonly CaseInput['data'][],
): Promise<Map<string, OnnxTensorType>> {
  const ort = await loadNodeBinding();
  const types = inferTensorTypes(model);
  const made = model.nodes.flatMap(({ outputs }) => outputs).filter((name) => name !== '');
  const outputs = made.map((name) => ({
    name,
    ...(types.get(name) ?? { type: 'float32' as const, dims: [] }),
  }));
  const session = await ort.InferenceSession.create(
    encodeOnnxModel({ ...model, outputs }),
    sessionOptions(1),
  );
  try {
    const feeds = model.inputs.map(({ name, type, dims }, at) => [
      name,
      new ort.Tensor(type as 'float32', (data[at] ?? zeros({ type, dims })) as Float32Array, [...dims]),
    ]);
    const results = await session.run(Object.fromEntries(feeds));
    return new Map(
      Object.entries(results).map(([name, { type, dims }]) => [
        name,
        { type: type as OnnxTensorType['type'], dims: [...dims] },
      ]),
    );
  } finally {
    await session.release();
  }
}

async function expectForetold(model: ModelProto, data: readonly CaseInput['data'][] = []): Promise<void> {
  const types = inferTensorTypes(model);
  const found = await computed(model, data);
  expect(found.size).toBeGreaterThan(0);
  for (const node of model.nodes) {
    for (const name of node.outputs) {
      expect({ node: `${node.op} ${node.name}`, ...types.get(name) }).toEqual({
        node: `${node.op} ${node.name}`,
        ...found.get(name),
      });
    }
  }
}

const lowered = (step: StepProgram, block: number) =>
  buildOnnxGraph(step, { block, im2col: true }).lowering.graph.model();

describe.each(['blocked', 'plain'] as const)('types of tensors, images %s', (images) => {
  const block = async () => (images === 'plain' ? 0 : detectNchwcBlockSize());

  it.each(kernelCases)('are foretold: $name', async (one) => {
    await expectForetold(
      lowered(captureCase(one), await block()),
      one.inputs.map(({ data }) => data),
    );
  });

  it.each(['classifier', 'denoising', 'vae'])('are foretold in a training step: %s', async (name) => {
    const file = `examples/${name}.yaml`;
    const program = compile(readFileSync(file, 'utf8'), { file });
    const step = await trainingStep(program, program.phases[0]!, 16);
    await expectForetold(lowered(step, await block()));
  });
});

describe('inferTensorTypes', () => {
  it('foretells operators with the options that steps seldom need', async () => {
    const graph = new OnnxGraphBuilder('seldom');
    const x = graph.input('x', 'float32', [2, 4, 7]);
    graph.op('Slice', [
      x,
      graph.ints([-1, 5]),
      graph.ints([-7, 0]),
      graph.ints([1, -1]),
      graph.ints([-2, -2]),
    ]);
    graph.op('Gather', [x, graph.int(1)], { axis: -1 });
    graph.op('Squeeze', [graph.op('Unsqueeze', [x, graph.ints([-1, 0])]), graph.ints([0])]);
    graph.op('ReduceMax', [x], { keepdims: 0 });
    graph.op('ReduceMean', [x, graph.ints([-1])]);
    graph.op('Flatten', [x], { axis: 2 });
    graph.op('Expand', [graph.op('ReduceSum', [x, graph.ints([1])]), graph.ints([3, 1, 5, 1])]);
    graph.addNode('Split', [x], { axis: 2, num_outputs: 4 }, ['a', 'b', 'c', 'd']);
    graph.reshape(x, [4, -1]);
    graph.op('FusedMatMul', [x, x], { transA: 1 }, CONTRIB_DOMAIN);
    await expectForetold(graph.model());
  });

  it('knows nothing of what an operator without a rule makes, nor of what follows from it', () => {
    const graph = new OnnxGraphBuilder('unknown');
    const x = graph.input('x', 'float32', [3]);
    const odd = graph.op('NonZero', [x]);
    const after = graph.op('Add', [odd, odd]);
    const sound = graph.op('Relu', [x]);
    const types = inferTensorTypes(graph.model());
    expect([types.get(odd), types.get(after)]).toEqual([undefined, undefined]);
    expect(types.get(sound)).toEqual({ type: 'float32', dims: [3] });
  });
});
