/** What `plan --explain-engine` prints, for a machine whose block size and costs are given. */
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../src/index.js';
import { engineExplanationTable } from '../../src/cli/commands/plan/engine-explanation-table.js';
import { decomposeComposites, trainingStep, type StepProgram } from '../../src/runtime/capture/index.js';
import type { CostTable } from '../../src/runtime/engines/onnx/cost/index.js';
import { explainLowering } from '../../src/runtime/engines/onnx/explain-lowering.js';

const graph = `lagraph: 1
name: small
seed: 1
data: {mnist: {source: mnist}}
networks:
  encoder:
    input: [28, 28, 1]
    layers:
      - Conv2D: {filters: 16, kernel_size: 3, padding: same}
      - LeakyReLU: 0.3
      - MaxPooling2D
      - Conv2D: {filters: 32, kernel_size: 3, padding: same, activation: relu}
      - Dropout: 0.2
      - Flatten
      - Dense: {units: 10, activation: softmax}
plan:
  read:
    train: encoder
    on: {data: mnist, epochs: 1, batch_size: 32}
    loss: categorical_crossentropy(label, encoder(image))
    optimizer: {SGD: 0.1}
`;

const rates = {
  blockedConvolution: 80e9,
  groupedConvolution: 60e9,
  convolution: 40e9,
  wideConvolution: 10e9,
  transposedConvolution: 30e9,
  depthwiseConvolution: 4e9,
  gemm: 60e9,
  elementwise: 20e9,
  transpose: 8e9,
  shortRuns: 10e9,
  scattered: 3e9,
  node: 1e6,
};

const tableFor = (block: number): CostTable => ({ origin: 'cached', block, rates });

let step: StepProgram;

beforeAll(async () => {
  const program = compile(graph, { file: 'small.yaml' });
  step = await trainingStep(program, program.phases[0]!, 32);
});

const explained = (block: number, threads = 2) => ({
  phase: 'read',
  batchSize: 32,
  ...explainLowering(step, { block, threads, table: tableFor(block) }),
});

describe('the table of the engine', () => {
  it.each([16, 0])('shows operators, layouts and costs of each layer, blocks of %i', async (block) => {
    await expect(`${engineExplanationTable(explained(block))}\n`).toMatchFileSnapshot(
      `engine-${block}.golden.txt`,
    );
  });

  it('has a row for every layer, and all nodes of the step in some row', () => {
    for (const block of [16, 0]) {
      const { layers } = explained(block);
      const scopes = new Set(decomposeComposites(step).calls.map(({ scope }) => scope));
      // Weights in blocks of channels are brought into their layout for the outputs; others are outputs as they are.
      const outputs = block > 0 ? ['outputs'] : [];
      expect(layers.map(({ layer }) => layer)).toEqual([...scopes, ...outputs]);
      for (const { milliseconds } of layers) expect(milliseconds).not.toBeNull();
    }
  });

  it('counts the multiply-adds of the convolutions, forward and back', () => {
    const find = (block: number, name: string) =>
      explained(block).layers.find(({ layer }) => layer === name)!.multiplyAdds;
    const forward = 32 * 14 * 14 * 32 * 16 * 9;
    for (const block of [16, 0]) expect(find(block, 'encoder/conv2d_1')).toBe(forward);
    // Gradients with respect to the input and the filter.
    expect(find(0, 'gradient/encoder/conv2d_1')).toBe(2 * forward);
  });

  it('says what is not known', () => {
    const phase = explained(16);
    const layers = phase.layers.map((one) =>
      one.layer === 'encoder/conv2d_1' ? { ...one, milliseconds: null } : one,
    );
    const lines = engineExplanationTable({ ...phase, costs: 'built-in', layers }).split('\n');
    expect(lines[0]).toContain('costs of another machine');
    expect(lines.find((line) => line.startsWith('encoder/conv2d_1 '))).toContain('unknown');
    expect(lines.at(-1)).toContain('over ');
  });

  it('takes less time on more threads, and no more on plain memory without blocked kernels', () => {
    const time = (block: number, threads: number) =>
      explained(block, threads).layers.reduce((sum, { milliseconds }) => sum + milliseconds!, 0);
    expect(time(16, 2)).toBeLessThan(time(16, 1));
    expect(time(16, 2)).toBeLessThan(time(0, 2));
  });
});
