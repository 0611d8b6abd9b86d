import { extname } from 'node:path';
import { isImageShape, shapeText } from '../../../../vocabulary/index.js';
import { UserError } from '../../../user-error.js';
import { isTable, type FoundFile } from './find-files.js';
import { loadImageFile } from './image-files.js';
import type { Example, ModelInput } from './model-input.js';
import { readCsvExamples } from './read-csv.js';
import { readJsonExamples } from './read-json.js';
import { readNumpyExamples } from './read-npz.js';

/** What was done to pictures, for those who asked for them. */
export interface ReadNotes {
  turned: string[];
}

/** The examples of one file, or of one file for each input. */
export async function readExamples(
  files: readonly FoundFile[],
  inputs: readonly ModelInput[],
  model: string,
  { cwd, crop }: { cwd: string; crop: boolean },
  notes: ReadNotes,
): Promise<Example[]> {
  if (files.length === 1 && (isTable(files[0]!.path) || inputs.length === 1)) {
    const [{ path }] = files as [FoundFile];
    return isTable(path)
      ? readTable(path, inputs, cwd)
      : [{ file: path, row: null, values: [await readImage(path, inputs[0]!, model, { cwd, crop }, notes)] }];
  }
  const values = await Promise.all(
    inputs.map(async (input, at) => {
      const { path } = files[at]!;
      if (!isTable(path)) return readImage(path, input, model, { cwd, crop }, notes);
      const examples = await readTable(path, [input], cwd);
      if (examples.length > 1)
        throw new UserError(
          `${path} holds ${examples.length} examples; one is needed, beside one of the other inputs`,
        );
      return examples[0]!.values[0]!;
    }),
  );
  return [{ file: files.map(({ path }) => path).join(' '), row: null, values }];
}

function readTable(path: string, inputs: readonly ModelInput[], cwd: string): Promise<Example[]> {
  switch (extname(path).toLowerCase()) {
    case '.csv':
      return readCsvExamples(path, inputs, cwd);
    case '.json':
      return readJsonExamples(path, inputs, cwd);
    default:
      return readNumpyExamples(path, inputs, cwd);
  }
}

async function readImage(
  path: string,
  { shape, size, name }: ModelInput,
  model: string,
  { cwd, crop }: { cwd: string; crop: boolean },
  notes: ReadNotes,
): Promise<Float32Array> {
  if (!isImageShape(shape)) {
    throw new UserError(
      `${model} takes ${name} of shape ${shapeText(shape)}, which is not the shape of a gray or RGB image; ${path} can't be its input`,
      {
        hint: `give a .json file with an array of ${size} numbers, a .csv file with such rows, or a .npz file`,
      },
    );
  }
  const { values, turned } = await loadImageFile(path, shape, cwd, crop);
  if (turned) notes.turned.push(path);
  return values;
}
