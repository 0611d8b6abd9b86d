import { evaluationStep } from '../capture/index.js';
import type { ModelFile } from '../engines/index.js';
import { openStore, writeWhole } from '../store/index.js';
import { inferenceWires, TrainingProblem, weightsOf } from '../trainer/index.js';
import type { ModelFormat, SavedModelFile, SaveModelJob } from './jobs.js';

type Step = ReturnType<typeof evaluationStep>;

const formats: Readonly<Record<ModelFormat, (step: Step) => Promise<ModelFile>>> = {
  onnx: async (step) => (await import('../engines/onnx/index.js')).onnxFile(step),
  savedmodel: async (step) => (await import('../engines/tensorflow/index.js')).savedModel(step),
};

/** The model at rest: everything random off, weights as the run left them. */
export async function runSaveModel(job: SaveModelJob): Promise<SavedModelFile> {
  const { program, model, batchSize } = job;
  const callee = inferenceWires(program, model);
  if (!callee) throw new TrainingProblem(`The graph has no model or network named ${model}.`);
  const step = evaluationStep(program, callee.wires, callee.outputs, batchSize, model);
  const weights = await weightsOf(program, openStore(job.store), job.networks);
  const { withWeights } = await import('../engines/index.js');
  const { bytes, inputs, outputs } = await formats[job.format](withWeights(step, weights));
  await writeWhole(job.target, [bytes]);
  return { inputs, outputs };
}
