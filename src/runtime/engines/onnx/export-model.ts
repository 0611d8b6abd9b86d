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

/** Names of intermediate tensors. */
const INNER_TENSOR_NAME = /^t\d+$/;

/**
 * Exports an ONNX model for any runtime: standard operators, NHWC images, inputs and outputs under their names in the
 * graph.
 *
 * @param stepFor builds the step with embedded weights (`embedWeights`) for a batch size
 * @param batchSize fixed batch size; null for a symbolic one where possible, otherwise 1
 */
export function exportOnnxModel(stepFor: StepForBatchSize, batchSize: number | null): ModelFile {
  if (batchSize === null) {
    const [first, second] = [
      lowerForExport(stepFor(PROBE_BATCH_SIZES[0])),
      lowerForExport(stepFor(PROBE_BATCH_SIZES[1])),
    ] as const;
    const dynamic = mergeIntoDynamicBatchModel([first.model, second.model], PROBE_BATCH_SIZES);
    if (dynamic) return encodeExport(dynamic, first);
  }
  const fixed = lowerForExport(stepFor(batchSize ?? 1));
  return encodeExport(fixed.model, fixed);
}

function lowerForExport(step: StepProgram) {
  const outputs = uniqueOutputNames(step);
  const safeName = (name: string) => (INNER_TENSOR_NAME.test(name) ? `${name}_` : name);
  const { ports, lowering } = buildOnnxGraph(step, { block: 0, im2col: false }, undefined, {
    input: safeName,
    output: (name) => safeName(outputs.get(name) ?? name),
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
