import { evaluationStep } from '../capture/index.js';
import type { ModelFile, StepFor } from '../engines/index.js';
import { openStore, writeWhole } from '../store/index.js';
import { inferenceWires, TrainingProblem, weightsOf } from '../trainer/index.js';
import type { ModelFormat, SavedModelFile, SaveModelJob } from './jobs.js';

type Write = (stepFor: StepFor, batchSize: number | null) => ModelFile;

const formats: Readonly<Record<ModelFormat, () => Promise<Write>>> = {
  onnx: async () => (await import('../engines/onnx/index.js')).onnxFile,
  savedmodel: async () => (await import('../engines/tensorflow/index.js')).savedModel,
};

/** The model at rest: everything random off, weights as the run left them. */
export async function runSaveModel(job: SaveModelJob): Promise<SavedModelFile> {
  const { program, model, batchSize } = job;
  const callee = inferenceWires(program, model);
  if (!callee) throw new TrainingProblem(`The graph has no model or network named ${model}.`);
  const weights = await weightsOf(program, openStore(job.store), job.networks);
  const { withWeights } = await import('../engines/index.js');
  const stepFor = (size: number) =>
    withWeights(evaluationStep(program, callee.wires, callee.outputs, size, model), weights);
  const { bytes, inputs, outputs } = (await formats[job.format]())(stepFor, batchSize);
  await writeWhole(job.target, [bytes]);
  return { inputs, outputs };
}
