/** Exported random networks: any batch size, and the outputs of lagraph. */
import * as core from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildLayersModel } from '../../../src/compiler/index.js';
import { evaluationStep } from '../../../src/runtime/capture/index.js';
import { tfjsEngine, embedWeights } from '../../../src/runtime/engines/index.js';
import { inferenceWires } from '../../../src/runtime/trainer/inference-wires.js';
import { exportTargets, validateExportedModel } from '../../../src/runtime/worker/validate-exported-model.js';
import { layersModelProblem } from '../../../src/runtime/worker/validate-layers-model.js';
import { prepareTask, randomTask, type PreparedTask } from '../../support/random-networks.js';

const SEEDS = Array.from({ length: 20 }, (_, at) => 6 * at + 1);
/** More of them where many are refused: most have a function or a layer that tfjs has not. */
const MORE_SEEDS = Array.from({ length: 80 }, (_, at) => 2 * at + 2);

const tasks = new Map<number, PreparedTask>();
/** Codes of positions and windows in three dimensions are written for the batch size of the step. */
const hasFixedBatch = ({ task }: PreparedTask) =>
  /PositionEmbedding|SinePositionEncoding|3D/.test(JSON.stringify(task.networks));

beforeAll(() => {
  for (const seed of SEEDS) {
    const task = prepareTask(randomTask(seed));
    if (!hasFixedBatch(task)) tasks.set(seed, task);
  }
});

const stepsOf = ({ program, state }: PreparedTask) => {
  const { wires, outputs } = inferenceWires(program, 'whole')!;
  return (size: number) => embedWeights(evaluationStep(program, wires, outputs, size, 'whole'), state);
};

describe.each(['onnx', 'savedmodel'] as const)('as %s', (format) => {
  it('random networks take any number of examples and give what the oracle gives', async () => {
    const form = await exportTargets[format]();
    for (const [seed, task] of tasks) {
      const stepFor = stepsOf(task);
      const file = form.write(stepFor, null);
      const sides = [...file.inputs, ...file.outputs].map(({ shape }) => shape[0]);
      expect(
        sides.every((side) => side === null),
        `seed ${seed}`,
      ).toBe(true);
      await validateExportedModel(form, file, stepFor, null, {
        model: `seed ${seed}`,
        format,
        engine: tfjsEngine(),
      });
    }
  });
});

describe('as layers models of tfjs', () => {
  it('random networks of layers alone are computed by tfjs', async () => {
    await core.setBackend('cpu');
    const refused: string[] = [];
    let written = 0;
    for (const seed of MORE_SEEDS) {
      const prepared = prepareTask(randomTask(seed));
      if (hasFixedBatch(prepared)) continue;
      const { program, state, task } = prepared;
      for (const { name, nodes } of task.networks) {
        if (nodes.some((node) => node.function)) continue;
        const lowered = ((): ReturnType<typeof buildLayersModel> => {
          try {
            return buildLayersModel({ core, layers: tfl }, program, name, state);
          } catch (error) {
            return { ok: false, reason: `throws ${(error as Error).message}` };
          }
        })();
        if (!lowered.ok) {
          refused.push(`${seed} ${name}: ${lowered.reason}`);
          continue;
        }
        const problem = await layersModelProblem({ core, layers: tfl }, lowered.model, {
          program,
          name,
          weights: state,
        });
        lowered.model.dispose();
        if (problem === null) written += 1;
        else refused.push(`${seed} ${name}: ${problem}`);
      }
    }
    expect(refused.filter((reason) => !/: tfjs has no /.test(reason))).toEqual([]);
    expect(written).toBeGreaterThan(10);
  });
});
