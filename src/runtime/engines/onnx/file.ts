import type { StepProgram } from '../../capture/index.js';
import { publicOutputs, TWO_SIZES, type ModelFile, type StepFor } from '../inference.js';
import { anyBatch } from './any-batch.js';
import { write, type Lowered } from './lower.js';
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
    const made = TWO_SIZES.map((size) => written(stepFor(size)));
    const any = anyBatch([made[0]!.model, made[1]!.model], TWO_SIZES);
    if (any) return described(any, made[0]!.lowered, encodeModel(any));
  }
  const { model, lowered } = written(stepFor(batchSize ?? 1));
  return described(model, lowered, lowered.model);
}

function written(step: StepProgram) {
  const outputs = publicOutputs(step);
  const free = (name: string) => (inner.test(name) ? `${name}_` : name);
  const { lowered, lowering } = write(step, 0, undefined, {
    input: free,
    output: (name) => free(outputs.get(name) ?? name),
  });
  return { lowered, model: lowering.graph.model() };
}

function described(model: ModelProto, lowered: Lowered, bytes: Uint8Array): ModelFile {
  const shapes = new Map(
    [...model.inputs, ...model.outputs].map(({ name, dims, free }) => [
      name,
      dims.map((side, axis) => (free?.[axis] === undefined ? side : null)),
    ]),
  );
  const port = ({ port: name, type: dtype }: Lowered['results'][number]) => ({
    name,
    dtype,
    shape: shapes.get(name)!,
  });
  return { bytes, inputs: lowered.feeds.map(port), outputs: lowered.results.map(port) };
}
