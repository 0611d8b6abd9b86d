/** Puts given examples through a model, with everything random off. */
import type { ExampleSet } from '../data/index.js';
import type { WireValues } from '../worker/index.js';
import { own } from '../../names/index.js';
import { valuesOf, type Sample } from './measure.js';
import { TrainingProblem } from './problem.js';
import { inferenceWires } from './models.js';

const size = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

/** Given arrays as a set of examples. */
function asExamples(inputs: Readonly<Record<string, WireValues>>): ExampleSet {
  const examples = Object.values(inputs)[0]?.shape[0] ?? 0;
  return {
    examples,
    fields: Object.fromEntries(
      Object.entries(inputs).map(([name, { shape }]) => [
        name,
        { shape: shape.slice(1), dtype: 'float32' as const, role: 'value' as const },
      ]),
    ),
    gather(order, _epoch, fields) {
      return Object.fromEntries(
        fields.map((field) => {
          const { shape, data } = inputs[field]!;
          const each = size(shape.slice(1));
          const out = new Float32Array(order.length * each);
          for (let i = 0; i < order.length; i++) {
            out.set(data.subarray(order[i]! * each, (order[i]! + 1) * each), i * each);
          }
          return [field, out];
        }),
      );
    },
    varies: () => false,
    key: (example) => example,
  };
}

/** A model's (or network's) outputs for given inputs. Throws TrainingProblem if the inputs don't fit. */
export async function predict(
  sample: Omit<Sample, 'set' | 'wires'>,
  model: string,
  inputs: Readonly<Record<string, WireValues>>,
): Promise<{ name: string; values: WireValues }[]> {
  const callee = inferenceWires(sample.program, model);
  if (!callee) throw new TrainingProblem(`The graph has no model or network named ${model}.`);
  const counts = new Set<number>();
  for (const { name, type } of callee.inputs) {
    const given = own(inputs, name);
    if (!given) throw new TrainingProblem(`${model} needs an input named ${name}.`);
    const wanted = type.shape.slice(1).join(', ');
    const shape = given.shape.slice(1).join(', ');
    if (wanted !== shape) {
      throw new TrainingProblem(`${model} takes ${name} of shape [${wanted}], and was given [${shape}].`);
    }
    counts.add(given.shape[0]!);
  }
  if (counts.size > 1) throw new TrainingProblem(`${model} was given inputs of different lengths.`);
  const set = asExamples(inputs);
  const values = await valuesOf(
    { ...sample, set, wires: callee.wires },
    callee.outputs.map(({ wire }) => wire),
    set.examples,
  );
  return callee.outputs.map(({ name }, i) => ({ name, values: values[i]! }));
}
