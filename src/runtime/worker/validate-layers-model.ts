import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { TfjsLibraries, Program } from '../../compiler/index.js';
import { evaluationStep } from '../capture/index.js';
import { onnxEngine, embedWeights, type StateTensor } from '../engines/index.js';
import { inferenceWires } from '../trainer/index.js';
import { runStepOnce } from './validate-exported-model.js';
import { relativeDifference, exampleInputsOf, EXPORT_TOLERANCE } from './example-inputs.js';

/**
 * The reason not to write a layers model, if there is one: tfjs can't compute it, or its outputs differ from
 * lagraph's. Tested with one example.
 */
export async function layersModelProblem(
  { core }: TfjsLibraries,
  model: LayersModel,
  { program, name, weights }: { program: Program; name: string; weights: ReadonlyMap<string, StateTensor> },
): Promise<string | null> {
  const { inputs, wires, outputs } = inferenceWires(program, name)!;
  const step = embedWeights(evaluationStep(program, wires, outputs, 1, name), weights);
  const { given, shapes } = exampleInputsOf(step);
  const named = new Map(step.inputs.map((input, at) => [input.name, at]));
  // The model's inputs come first, then the draws. The step has only the inputs that it uses.
  const tensors = model.inputs.map(({ shape }, place) => {
    const at = named.get(inputs[place]?.name ?? model.inputNames[place]!);
    return at === undefined
      ? core.zeros([1, ...(shape.slice(1) as number[])])
      : core.tensor(given[at] as Float32Array, [...shapes[at]!]);
  });
  try {
    const made = [model.predict(tensors)].flat();
    const numbers = made.map((tensor) => tensor.dataSync() as Float32Array);
    core.dispose(made);
    const right = await runStepOnce(onnxEngine(), step, given);
    for (const [at, { name: output }] of outputs.entries()) {
      const apart = relativeDifference(numbers[at] ?? [], right[at]!);
      if (!(apart <= EXPORT_TOLERANCE)) return `tfjs gives another ${output} than lagraph`;
    }
    return null;
  } catch (error) {
    return `tfjs can't compute it: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    core.dispose(tensors);
  }
}
