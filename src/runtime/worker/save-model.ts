import { evaluationStep } from '../capture/index.js';
import { openStore, writeWhole } from '../store/index.js';
import { inferenceWires, TrainingProblem, weightsOf } from '../trainer/index.js';
import type { SavedModelFile, SaveModelJob } from './jobs.js';
import { forms, prove } from './prove.js';

/** The model at rest: dropout and noise off, weights as the run left them. */
export async function runSaveModel(job: SaveModelJob): Promise<SavedModelFile> {
  const { program, model, batchSize, format, deterministic } = job;
  const callee = inferenceWires(program, model);
  if (!callee) throw new TrainingProblem(`The graph has no model or network named ${model}.`);
  const weights = await weightsOf(program, openStore(job.store), job.networks);
  const { onnxEngine, withWeights } = await import('../engines/index.js');
  const draws = deterministic ? 'means' : 'inputs';
  const stepFor = (size: number) =>
    withWeights(evaluationStep(program, callee.wires, callee.outputs, size, model), weights, draws);
  const form = await forms[format]();
  const file = form.write(stepFor, batchSize);
  const tried = await prove(form, file, stepFor, batchSize, { model, format, engine: onnxEngine() });
  await writeWhole(job.target, [file.bytes]);
  return { inputs: file.inputs, outputs: file.outputs, tried };
}
