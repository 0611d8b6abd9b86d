import { shapeText } from '../../../../vocabulary/index.js';
import { decodeText } from '../../../decode-text.js';
import { readUserFile } from '../../../read-user-file.js';
import { unreadableFileError } from '../../../unreadable-file-error.js';
import { UserError } from '../../../user-error.js';
import type { Example, ModelInput } from './model-input.js';

/**
 * Examples of a JSON file: the numbers of one, in any nesting; a list of those; or objects with the numbers of each input.
 */
export async function readJsonExamples(
  file: string,
  inputs: readonly ModelInput[],
  cwd: string,
): Promise<Example[]> {
  let value: unknown;
  try {
    value = JSON.parse(decodeText(await readUserFile(file, cwd), file));
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof SyntaxError) throw new UserError(`${file}: not JSON: ${error.message}`);
    throw unreadableFileError(file, error);
  }
  const isOne = !Array.isArray(value) || isNumbersOf(value, inputs);
  const rows = isOne || !isListOfRows(value, inputs) ? [value] : (value as unknown[]);
  if (rows.length === 0) throw new UserError(`${file}: there is nothing in it`);
  return rows.map((row, at) => ({
    file,
    row: rows[0] === value ? null : at + 1,
    values: valuesOf(row, inputs, rows[0] === value ? file : `${file}: row ${at + 1}`),
  }));
}

const numbersIn = (value: unknown): unknown[] => (Array.isArray(value) ? value.flat(Infinity) : [value]);

const isNumbersOf = (value: unknown, inputs: readonly ModelInput[]): boolean =>
  inputs.length === 1 && numbersIn(value).length === inputs[0]!.size;

/** Rows are lists or objects; numbers are rows where a row is one number. */
const isListOfRows = (value: unknown, inputs: readonly ModelInput[]): boolean =>
  Array.isArray(value) &&
  (value.every((row) => typeof row === 'object' && row !== null) ||
    (inputs.length === 1 && inputs[0]!.size === 1));

function valuesOf(row: unknown, inputs: readonly ModelInput[], where: string): Float32Array[] {
  const isObject = typeof row === 'object' && row !== null && !Array.isArray(row);
  if (!isObject && inputs.length > 1) {
    throw new UserError(`${where} must be an object with ${inputs.map(({ name }) => name).join(', ')}`);
  }
  return inputs.map(({ name, shape, size }) => {
    const own = isObject
      ? Object.hasOwn(row, name)
        ? (row as Record<string, unknown>)[name]
        : undefined
      : row;
    if (isObject && own === undefined) throw new UserError(`${where} has no ${name}`);
    const numbers = numbersIn(own);
    if (!numbers.every((one) => typeof one === 'number') || numbers.length !== size) {
      const got =
        Array.isArray(own) || typeof own === 'number' ? `${numbers.length} values` : 'something else';
      const what = isObject ? `${where}: ${name}` : where;
      throw new UserError(`${what} must hold ${size} numbers, of shape ${shapeText(shape)}; it holds ${got}`);
    }
    return Float32Array.from(numbers as number[]);
  });
}
