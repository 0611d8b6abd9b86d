import { evaluationStep } from '../capture/index.js';
import { openStore, writeFileAtomically } from '../store/index.js';
import { inferenceWires, TrainingError, loadWeights } from '../trainer/index.js';
import type { SavedModelFile, SaveModelJob } from '../jobs/index.js';
import { exportTargets, validateExportedModel } from './validate-exported-model.js';

/** Exports the model in inference mode, with the run's trained weights. */
export async function runSaveModelJob(job: SaveModelJob): Promise<SavedModelFile> {
  const { program, model, batchSize, format, deterministic } = job;
  const callee = inferenceWires(program, model);
  if (!callee) throw new TrainingError(`The graph has no model or network named ${model}.`);
  const weights = await loadWeights(program, openStore(job.store), job.networks);
  const { onnxEngine, embedWeights } = await import('../engines/index.js');
  const draws = deterministic ? 'means' : 'inputs';
  const stepFor = (size: number) =>
    embedWeights(evaluationStep(program, callee.wires, callee.outputs, size, model), weights, draws);
  const form = await exportTargets[format]();
  const file = form.write(stepFor, batchSize);
  const validated = await validateExportedModel(form, file, stepFor, batchSize, {
    model,
    format,
    engine: onnxEngine(),
  });
  await writeFileAtomically(job.target, [file.bytes]);
  return { inputs: file.inputs, outputs: file.outputs, validated };
}
