import { shapeText } from '../../../../vocabulary/index.js';
import { decodeText } from '../../../decode-text.js';
import { readUserFile } from '../../../read-user-file.js';
import { UserError } from '../../../user-error.js';
import type { Example, ModelInput } from './model-input.js';

/**
 * Examples of a CSV file, one a line: the numbers of all inputs in their order; or, below a line of names, those of the
 * columns that are named like the inputs (`x`; `x_0`, `x_1` ... for several numbers), whatever else there is.
 */
export async function readCsvExamples(
  file: string,
  inputs: readonly ModelInput[],
  cwd: string,
): Promise<Example[]> {
  const lines = decodeText(await readUserFile(file, cwd), file)
    .split(/\r?\n/)
    .map((text, at) => ({ text, line: at + 1 }))
    .filter(({ text }) => text.trim() !== '');
  const [first] = lines;
  if (!first) throw new UserError(`${file}: there is nothing in it`);
  const separator = [',', ';', '\t'].find((one) => first.text.includes(one)) ?? ',';
  const cellsOf = (text: string) =>
    text.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const names = cellsOf(first.text);
  const hasNames = names.some((cell) => !isNumber(cell));
  const needed = inputs.reduce((sum, { size }) => sum + size, 0);
  const named = hasNames ? columnsOf(names, inputs) : null;
  const columns = named ?? Array.from({ length: needed }, (_, at) => at);
  const rows = lines.slice(hasNames ? 1 : 0);
  if (rows.length === 0) throw new UserError(`${file}: there is nothing below its names of columns`);
  return rows.map(({ text, line }, at) => {
    const cells = cellsOf(text);
    if (named ? cells.length !== names.length : cells.length !== needed) {
      throw new UserError(
        `${file}: line ${line} has ${cells.length} ${cells.length === 1 ? 'value' : 'values'}; ${named ? `there are ${names.length} names of columns` : `${needed} numbers are needed: ${neededText(inputs)}`}`,
      );
    }
    const numbers = columns.map((column) => {
      const cell = cells[column]!;
      if (!isNumber(cell))
        throw new UserError(
          `${file}: line ${line}, column ${column + 1}: ${JSON.stringify(cell)} is no number`,
        );
      return Number(cell);
    });
    let next = 0;
    const values = inputs.map(({ size }) => Float32Array.from(numbers.slice(next, (next += size))));
    return { file, row: at + 1, values };
  });
}

const isNumber = (cell: string): boolean => cell !== '' && !Number.isNaN(Number(cell));

const neededText = (inputs: readonly ModelInput[]): string =>
  inputs.map(({ name, shape }) => `${name} ${shapeText(shape)}`).join(', ');

/** The columns of all numbers of all inputs, by name; null if one of them is not there. */
function columnsOf(names: readonly string[], inputs: readonly ModelInput[]): number[] | null {
  const columns = inputs.flatMap(({ name, size }) =>
    Array.from({ length: size }, (_, at) =>
      names.findIndex((one) => one === `${name}_${at}` || (size === 1 && one === name)),
    ),
  );
  return columns.includes(-1) ? null : columns;
}
