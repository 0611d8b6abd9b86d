/** Predictions of a model for given inputs, in inference mode. */
import { shapeSize } from '../../vocabulary/index.js';
import type { ExampleSet } from '../data/index.js';
import type { WireValues } from '../jobs/index.js';
import { ownValue } from '../../records/index.js';
import { valuesOfFirstExamples, type SplitEvaluation } from './split-evaluation.js';
import { TrainingError } from './training-errors.js';
import { inferenceWires } from './inference-wires.js';

/** An example set over given arrays. */
function arraysAsExampleSet(inputs: Readonly<Record<string, WireValues>>): ExampleSet {
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
          const each = shapeSize(shape.slice(1));
          const out = new Float32Array(order.length * each);
          for (let i = 0; i < order.length; i++) {
            out.set(data.subarray(order[i]! * each, (order[i]! + 1) * each), i * each);
          }
          return [field, out];
        }),
      );
    },
    classes: () => null,
    varies: () => false,
    drawKey: (example) => example,
  };
}

/** A model's (or network's) outputs for given inputs. Throws TrainingError if the inputs don't fit. */
export async function predictOutputs(
  evaluation: Omit<SplitEvaluation, 'set' | 'wires'>,
  model: string,
  inputs: Readonly<Record<string, WireValues>>,
): Promise<{ name: string; values: WireValues }[]> {
  const callee = inferenceWires(evaluation.program, model);
  if (!callee) throw new TrainingError(`The graph has no model or network named ${model}.`);
  const counts = new Set<number>();
  for (const { name, type } of callee.inputs) {
    const given = ownValue(inputs, name);
    if (!given) throw new TrainingError(`${model} needs an input named ${name}.`);
    const wanted = type.shape.slice(1).join(', ');
    const shape = given.shape.slice(1).join(', ');
    if (wanted !== shape) {
      throw new TrainingError(`${model} takes ${name} of shape [${wanted}], and was given [${shape}].`);
    }
    counts.add(given.shape[0]!);
  }
  if (counts.size > 1) throw new TrainingError(`${model} was given inputs of different lengths.`);
  const set = arraysAsExampleSet(inputs);
  const values = await valuesOfFirstExamples(
    { ...evaluation, set, wires: callee.wires },
    callee.outputs.map(({ wire }) => wire),
    set.examples,
  );
  return callee.outputs.map(({ name }, i) => ({ name, values: values[i]! }));
}
