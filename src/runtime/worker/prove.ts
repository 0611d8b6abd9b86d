/** What is written for another runtime is run by it once before it is called written. */
import type { StepProgram } from '../capture/index.js';
import type { Engine, ModelFile, StepFor, TensorData } from '../engines/index.js';
import { TrainingProblem } from '../trainer/index.js';
import type { ModelFormat } from './jobs.js';
import { difference, sampleOf, TOLERANCE } from './sample.js';

/** How a form is written, and how what was written is run by the library that it is for: null where there is none. */
export interface Form<File extends ModelFile> {
  write(stepFor: StepFor, batchSize: number | null): File;
  run(
    file: File,
    given: readonly TensorData[],
    shapes: readonly (readonly number[])[],
  ): Promise<TensorData[] | null>;
}

const form = <File extends ModelFile>(made: Form<File>) => made as unknown as Form<ModelFile>;

export const forms: Readonly<Record<ModelFormat, () => Promise<Form<ModelFile>>>> = {
  async onnx() {
    const { onnxFile, runOnnxFile } = await import('../engines/onnx/index.js');
    return form({ write: onnxFile, run: runOnnxFile });
  },
  async savedmodel() {
    const { savedModel, runSavedModel } = await import('../engines/tensorflow/index.js');
    return form({ write: savedModel, run: async (...given) => runSavedModel(...given) });
  },
};

export interface Proof {
  model: string;
  format: ModelFormat;
  /** What says what is right. */
  engine: Engine;
}

/**
 * What is written is run once, for one example and for three where it takes any number, and says what lagraph says. False
 * where there is nothing to run it.
 */
export async function prove(
  { run }: Form<ModelFile>,
  file: ModelFile,
  stepFor: StepFor,
  batchSize: number | null,
  { model, format, engine }: Proof,
): Promise<boolean> {
  const any = batchSize === null && file.inputs.some(({ shape }) => shape.includes(null));
  for (const size of any ? [1, 3] : [batchSize ?? 1]) {
    const step = stepFor(size);
    const { given, shapes } = sampleOf(step);
    let made: TensorData[] | null;
    try {
      made = await run(file, given, shapes);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      throw new TrainingProblem(`${model} can't be written as ${format}: it does not run there: ${words}`);
    }
    if (made === null) return false;
    const right = await computed(engine, step, given);
    for (const [at, { name }] of file.outputs.entries()) {
      const apart = difference(made[at]!, right[at]!);
      if (!(apart <= TOLERANCE))
        throw new Error(`${model} as ${format} gives another ${name} than lagraph, apart by ${apart}`);
    }
  }
  return true;
}

export async function computed(
  engine: Engine,
  step: StepProgram,
  given: readonly TensorData[],
): Promise<TensorData[]> {
  const session = await engine.open({ threads: 1 });
  try {
    const prepared = await session.prepare(step);
    const results = await prepared.run(
      Object.fromEntries(step.inputs.map(({ name }, at) => [name, given[at]!])),
    );
    return step.outputs.map(({ name }) => results[name]!.slice() as TensorData);
  } finally {
    await session.close();
  }
}
