import { pluralize } from '../../pluralize.js';
import { EXIT_CODES, UserError } from '../../user-error.js';
import { noteTo, type Terminal } from '../../terminal.js';
import { findFiles, isTable, type FoundFile, type ModelInput } from './inputs/index.js';

/**
 * The files that are read together: each by itself, or, for a model of several inputs, one for each input in their order
 * (`left=a.png right=b.png`, also with folders and patterns, whose files are taken side by side).
 */
export async function groupFiles(
  args: readonly string[],
  inputs: readonly ModelInput[],
  model: string,
  terminal: Terminal,
): Promise<FoundFile[][]> {
  const { err, cwd } = terminal;
  const note = noteTo(err);
  const skipped = (folder: string, count: number) =>
    note(`${pluralize(count, 'file')} of ${folder} ${count === 1 ? 'is' : 'are'} of no kind that is read`);
  const byInput = inputs.map(({ name }) => args.filter((arg) => arg.startsWith(`${name}=`)));
  if (byInput.every((own) => own.length === 0)) {
    const files = await findFiles(args, cwd, skipped);
    const alone = files.find(({ path }) => inputs.length > 1 && !isTable(path));
    if (alone) {
      const names = inputs.map(({ name }) => name);
      throw new UserError(
        `${model} has ${inputs.length} inputs (${names.join(', ')}); ${alone.path} is one file`,
        {
          exit: EXIT_CODES.wrongUsage,
          hint: `say which is which: ${names.map((name) => `${name}=FILE`).join(' ')}; or give .npz, .csv or .json files that hold all`,
        },
      );
    }
    return files.map((file) => [file]);
  }
  const stray = args.find((arg) => !inputs.some(({ name }) => arg.startsWith(`${name}=`)));
  const missing = inputs.find((_, at) => byInput[at]!.length === 0);
  if (stray !== undefined || missing) {
    throw new UserError(
      stray === undefined ? `nothing is given for ${missing!.name}` : `${stray}: for which input?`,
      {
        exit: EXIT_CODES.wrongUsage,
        hint: inputs.map(({ name }) => `${name}=FILE`).join(' '),
      },
    );
  }
  const lists = await Promise.all(
    inputs.map(({ name }, at) =>
      findFiles(
        byInput[at]!.map((arg) => arg.slice(name.length + 1)),
        cwd,
        skipped,
      ),
    ),
  );
  const [first = []] = lists;
  const other = lists.findIndex(({ length }) => length !== first.length);
  if (other >= 0) {
    throw new UserError(
      `${inputs[0]!.name} has ${pluralize(first.length, 'file')}, and ${inputs[other]!.name} ${lists[other]!.length}: each example needs one of each`,
      { exit: EXIT_CODES.wrongUsage },
    );
  }
  return first.map((_, at) => lists.map((list) => list[at]!));
}
