import { UnsolvableError, type ClosedForm, type ClosedFormRequest } from './closed-form.js';

/** Keeps the values of examples, in the order in which they come. */
export function createExamples({ inputs, solved }: ClosedFormRequest): ClosedForm {
  const [rows = 0] = solved[0]!.shape;
  const values = new Float64Array(rows * inputs);
  const count = new Float64Array(1);
  return {
    state: () => ({ values, count }),
    add(given, _second, examples) {
      const from = count[0]!;
      if (from + examples > rows)
        throw new UnsolvableError(`There are more examples than the ${rows} rows of the weight. ${ADVICE}`);
      values.set(given, from * inputs);
      count[0] = from + examples;
    },
    solve() {
      const found = count[0]!;
      if (found < rows)
        throw new UnsolvableError(
          `There are ${found} examples for the ${rows} rows of the weight. ${ADVICE}`,
        );
      return { values: [{ weight: values, bias: null }], figures: {}, notices: [] };
    },
  };
}

const ADVICE = 'Declare it with as many rows as there are examples, or let a data set take as many.';
