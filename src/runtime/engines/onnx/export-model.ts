import type { StepProgram } from '../../capture/index.js';
import {
  withDrawKind,
  uniqueOutputNames,
  PROBE_BATCH_SIZES,
  type ModelFile,
  type StepForBatchSize,
} from '../model-export.js';
import { mergeIntoDynamicBatchModel } from './dynamic-batch.js';
import { buildOnnxGraph, type TensorBinding, type ModelBindings } from './lower.js';
import { encodeOnnxModel, type ModelProto } from './model/index.js';

/** Tensors inside of a model have such names. */
const INNER_TENSOR_NAME = /^t\d+$/;

/**
 * An ONNX model for any runtime: standard operators on plain images, inputs and outputs by their names in the graph.
 *
 * @param stepFor the function of its fields (`withWeights`), for a number of examples at a time
 * @param batchSize that number; null for any, if the function allows it, otherwise 1
 */
export function exportOnnxModel(stepFor: StepForBatchSize, batchSize: number | null): ModelFile {
  if (batchSize === null) {
    const [one, other] = [
      lowerForExport(stepFor(PROBE_BATCH_SIZES[0])),
      lowerForExport(stepFor(PROBE_BATCH_SIZES[1])),
    ] as const;
    const any = mergeIntoDynamicBatchModel([one.model, other.model], PROBE_BATCH_SIZES);
    if (any) return encodeExport(any, one);
  }
  const only = lowerForExport(stepFor(batchSize ?? 1));
  return encodeExport(only.model, only);
}

function lowerForExport(step: StepProgram) {
  const outputs = uniqueOutputNames(step);
  const free = (name: string) => (INNER_TENSOR_NAME.test(name) ? `${name}_` : name);
  const { ports, lowering } = buildOnnxGraph(step, { block: 0, im2col: false }, undefined, {
    input: free,
    output: (name) => free(outputs.get(name) ?? name),
  });
  return { step, ports, model: lowering.graph.model() };
}

function encodeExport(
  model: ModelProto,
  { step, ports: { feeds, results } }: { step: StepProgram; ports: ModelBindings },
): ModelFile {
  const shapes = new Map(
    [...model.inputs, ...model.outputs].map(({ name, dims, free }) => [
      name,
      dims.map((side, axis) => (free?.[axis] === undefined ? side : null)),
    ]),
  );
  const port = ({ name: inside, port: name, type: dtype }: TensorBinding) =>
    withDrawKind(step, inside, { name, dtype, shape: shapes.get(name)! });
  return { bytes: encodeOnnxModel(model), inputs: feeds.map(port), outputs: results.map(port) };
}
