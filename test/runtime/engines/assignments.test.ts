/** What is assigned after updates, compared with Keras 3: test/keras/assignments.py. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { trainingStep } from '../../../src/runtime/capture/index.js';
import { tfjsEngine, type Engine } from '../../../src/runtime/engines/index.js';
import { scheduledScalars } from '../../../src/runtime/trainer/scalar-schedules.js';
import { engines } from '../../support/engines-under-test.js';
import { noNotice } from '../../support/fail-on-notice.js';
import { startingState } from '../../support/starting-state.js';

interface Expected {
  steps: number;
  batch: number;
  image: number[];
  label: number[];
  start: Record<string, number[]>;
  end: Record<string, number[]>;
}

const expected = JSON.parse(
  readFileSync(new URL('../../keras/assignments.expected.json', import.meta.url), 'utf8'),
) as Expected;

const GRAPH = `lagraph: 1
name: assigned
data: {digits: {source: idx, images: images.idx, labels: labels.idx, size: [4, 4], classes: 3}}
networks:
  student:
    input: [4, 4, 1]
    layers:
      - {Conv2D: {filters: 4, kernel_size: 3, activation: tanh}, name: conv}
      - {BatchNormalization: {}, name: norm}
      - Flatten
      - {Dense: 3, name: out}
  teacher: {like: student}
  critic:
    input: [3]
    layers: [{Dense: {units: 4, activation: tanh}, name: hidden}, {Dense: 1, name: score}, {Reshape: []}]
  memory: {weights: [8, 3]}
  centre: {weights: [3]}
plan:
  learn:
    on: {data: digits, epochs: 1, batch_size: ${expected.batch}}
    wires: {prediction: student(image)}
    updates:
      - name: teach
        train: student
        losses:
          near: mean_squared_error(teacher(image), prediction)
          right: "-mean(sum(label * log(softmax(prediction)), axis=-1))"
        optimizer: {SGD: {learning_rate: 0.1, momentum: 0.9}}
        after_update:
          - unit_norm: student/conv/kernel
          - assign:
              memory: memory * 0.5 + matmul(softmax(memory), matmul(prediction, prediction, transpose_a=true)) * 0.1
      - name: judge
        train: critic
        loss: mean(critic(prediction)) - mean(critic(label))
        times: 2
        optimizer: {Adam: 0.05}
        after_update:
          - clip: {weights: critic, min: -0.3, max: 0.2}
          - {clip: {weights: memory, max: 0.8}, every: 2}
    after_update:
      - ema: {target: teacher, of: student, decay: "0.5 + 0.4 * progress"}
      - assign: {centre: "0.9 * centre + 0.1 * mean(prediction, axis=0)"}
`;

async function trained(engine: Engine, graph: string) {
  const program = compile(graph);
  const [phase] = program.phases;
  const state = startingState(program, phase!);
  for (const [name, data] of Object.entries(expected.start))
    state.set(name, { ...state.get(name)!, data: Float32Array.from(data) });
  const session = await engine.open({ threads: 1, notice: noNotice });
  try {
    await session.write(state);
    const prepared = await session.prepare(trainingStep(program, phase!, expected.batch));
    const part = (values: readonly number[], step: number) => {
      const size = values.length / expected.steps;
      return Float32Array.from(values.slice(step * size, (step + 1) * size));
    };
    for (let step = 0; step < expected.steps; step++) {
      await prepared.run({
        image: part(expected.image, step),
        label: part(expected.label, step),
        ...scheduledScalars(phase!, step, expected.steps),
      });
    }
    return await session.read();
  } finally {
    await session.close();
  }
}

/** The largest difference of any weight, relative to the largest number of it. */
async function difference(engine: Engine, graph: string): Promise<number> {
  const state = await trained(engine, graph);
  const apart = Object.entries(expected.end).map(([name, values]) => {
    const { data } = state.get(name)!;
    const most = values.reduce((largest, one) => Math.max(largest, Math.abs(one)), 1e-3);
    return values.reduce((largest, one, at) => Math.max(largest, Math.abs(one - data[at]!)), 0) / most;
  });
  return Math.max(...apart);
}

const CLOSE = 2e-5;

describe('assignments after updates', () => {
  it.each([['tfjs', tfjsEngine()] as const, ...engines])('give what Keras gives: %s', async (_, engine) => {
    expect(await difference(engine, GRAPH)).toBeLessThan(CLOSE);
  });

  it.each([
    ['another decay', '0.4 * progress', '0.41 * progress'],
    ['another bound', 'min: -0.3', 'min: -0.29'],
    ['another stretch', 'every: 2', 'every: 3'],
    [
      'norms along another axis',
      'unit_norm: student/conv/kernel',
      'unit_norm: {weights: student/conv/kernel, axis: 3}',
    ],
    ['another average of values', '0.9 * centre', '0.91 * centre'],
    ['an update that runs once', 'times: 2', 'times: 1'],
  ])('give something else with %s', async (_, from, to) => {
    expect(GRAPH).toContain(from);
    expect(await difference(tfjsEngine(), GRAPH.replace(from, to))).toBeGreaterThan(10 * CLOSE);
  });
});
