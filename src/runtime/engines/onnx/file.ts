import type { StepProgram } from '../../capture/index.js';
import { describedPort, publicOutputs, TWO_SIZES, type ModelFile, type StepFor } from '../inference.js';
import { anyBatch } from './any-batch.js';
import { write, type Port, type Ports } from './lower.js';
import { encodeModel, type ModelProto } from './model/index.js';

/** Tensors inside of a model have such names. */
const inner = /^t\d+$/;

/**
 * An ONNX model for any runtime: standard operators on plain images, inputs and outputs by their names in the graph.
 *
 * @param stepFor the function of its fields (`withWeights`), for a number of examples at a time
 * @param batchSize that number; null for any, if the function allows it, otherwise 1
 */
export function onnxFile(stepFor: StepFor, batchSize: number | null): ModelFile {
  if (batchSize === null) {
    const [one, other] = [written(stepFor(TWO_SIZES[0])), written(stepFor(TWO_SIZES[1]))] as const;
    const any = anyBatch([one.model, other.model], TWO_SIZES);
    if (any) return described(any, one);
  }
  const only = written(stepFor(batchSize ?? 1));
  return described(only.model, only);
}

function written(step: StepProgram) {
  const outputs = publicOutputs(step);
  const free = (name: string) => (inner.test(name) ? `${name}_` : name);
  const { ports, lowering } = write(step, { block: 0, columns: false }, undefined, {
    input: free,
    output: (name) => free(outputs.get(name) ?? name),
  });
  return { step, ports, model: lowering.graph.model() };
}

function described(
  model: ModelProto,
  { step, ports: { feeds, results } }: { step: StepProgram; ports: Ports },
): ModelFile {
  const shapes = new Map(
    [...model.inputs, ...model.outputs].map(({ name, dims, free }) => [
      name,
      dims.map((side, axis) => (free?.[axis] === undefined ? side : null)),
    ]),
  );
  const port = ({ name: inside, port: name, type: dtype }: Port) =>
    describedPort(step, inside, { name, dtype, shape: shapes.get(name)! });
  return { bytes: encodeModel(model), inputs: feeds.map(port), outputs: results.map(port) };
}
