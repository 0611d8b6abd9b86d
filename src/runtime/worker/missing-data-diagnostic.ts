import type { Program } from '../../compiler/index.js';
import type { Diagnostic } from '../../diagnostics/index.js';
import type { DataError } from '../data/index.js';

/** The diagnostic of a data error, with the place of the data set in the graph. */
export function missingDataDiagnostic(
  program: Program,
  { message, dataset }: DataError,
): { diagnostic?: Diagnostic } {
  const range = program.datasets.find(({ name }) => name === dataset)?.range;
  if (!range) return {};
  const [what, ...rest] = message.split(/(?<=\.) (?=[A-Z])/);
  const more = rest.join(' ');
  return {
    diagnostic: {
      code: 'missing-data',
      severity: 'error',
      message: what!.replace(/\.$/, ''),
      range,
      notes: more === '' ? [] : [{ message: more }],
    },
  };
}
