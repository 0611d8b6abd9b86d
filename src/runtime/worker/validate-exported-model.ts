/**
 * Exported models are validated: the target runtime runs the file once, and its outputs are compared with lagraph's.
 */
import type { StepProgram } from '../capture/index.js';
import type { Engine, ModelFile, StepForBatchSize, TensorData } from '../engines/index.js';
import { TrainingError } from '../trainer/index.js';
import type { ModelFormat } from '../jobs/index.js';
import { relativeDifference, exampleInputsOf, EXPORT_TOLERANCE } from './example-inputs.js';

/** Writer of a file format, and a function that runs the file with its target runtime: null if there is none. */
export interface ExportTarget<File extends ModelFile> {
  write(stepFor: StepForBatchSize, batchSize: number | null): File;
  run(
    file: File,
    given: readonly TensorData[],
    shapes: readonly (readonly number[])[],
  ): Promise<TensorData[] | null>;
}

const asExportTarget = <File extends ModelFile>(made: ExportTarget<File>) =>
  made as unknown as ExportTarget<ModelFile>;

export const exportTargets: Readonly<Record<ModelFormat, () => Promise<ExportTarget<ModelFile>>>> = {
  async onnx() {
    const { exportOnnxModel, runExportedOnnxModel } = await import('../engines/onnx/index.js');
    return asExportTarget({ write: exportOnnxModel, run: runExportedOnnxModel });
  },
  async savedmodel() {
    const { exportSavedModel, runSavedModel } = await import('../engines/tensorflow/index.js');
    return asExportTarget({ write: exportSavedModel, run: async (...given) => runSavedModel(...given) });
  },
};

export interface ExportValidation {
  model: string;
  format: ModelFormat;
  /** The reference engine. */
  engine: Engine;
}

/**
 * Runs an exported file with one example, and with three if it takes any batch size, and compares the outputs with
 * lagraph's. False if there is no runtime to run it.
 */
export async function validateExportedModel(
  { run }: ExportTarget<ModelFile>,
  file: ModelFile,
  stepFor: StepForBatchSize,
  batchSize: number | null,
  { model, format, engine }: ExportValidation,
): Promise<boolean> {
  const any = batchSize === null && file.inputs.some(({ shape }) => shape.includes(null));
  for (const size of any ? [1, 3] : [batchSize ?? 1]) {
    const step = stepFor(size);
    const { given, shapes } = exampleInputsOf(step);
    let made: TensorData[] | null;
    try {
      made = await run(file, given, shapes);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      throw new TrainingError(`${model} can't be written as ${format}: it does not run there: ${words}`);
    }
    if (made === null) return false;
    const right = await runStepOnce(engine, step, given);
    for (const [at, { name }] of file.outputs.entries()) {
      const apart = relativeDifference(made[at]!, right[at]!);
      if (!(apart <= EXPORT_TOLERANCE))
        throw new Error(`${model} as ${format} gives another ${name} than lagraph, apart by ${apart}`);
    }
  }
  return true;
}

export async function runStepOnce(
  engine: Engine,
  step: StepProgram,
  inputs: readonly TensorData[],
): Promise<TensorData[]> {
  const session = await engine.open({ threads: 1 });
  try {
    const prepared = await session.prepare(step);
    const results = await prepared.run(
      Object.fromEntries(step.inputs.map(({ name }, at) => [name, inputs[at]!])),
    );
    return step.outputs.map(({ name }) => results[name]!.slice() as TensorData);
  } finally {
    await session.close();
  }
}
