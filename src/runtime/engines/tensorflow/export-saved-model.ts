import type { StepProgram } from '../../capture/index.js';
import {
  inferBatchDimensions,
  withDrawKind,
  uniqueOutputNames,
  PROBE_BATCH_SIZES,
  type ModelTensorInfo,
  type ModelFile,
  type StepForBatchSize,
} from '../model-export.js';
import { mergeIntoDynamicBatchGraph } from './dynamic-batch.js';
import { TESTED_TENSORFLOW_VERSION } from './wheel.js';
import { proto } from './generated/index.js';
import {
  tensorflowDataTypes,
  tensorShapeProto,
  type TensorflowElementType,
  type NodeOutput,
} from './graph-builder.js';
import { lowerToTensorflow, type LoweredTensorflowGraph } from './lower.js';

/** An exported SavedModel, with its graph and tensor names for running it. */
export interface ExportedSavedModel extends ModelFile {
  graph: proto.GraphDef.$Properties;
  refs: { feeds: NodeOutput[]; results: NodeOutput[] };
}

/**
 * Exports the saved_model.pb of a SavedModel with the tag `serve` and the signature `serving_default`. Weights are
 * constants of its graph.
 *
 * @param stepFor builds the step with embedded weights (`embedWeights`) for a batch size
 * @param batchSize fixed batch size; null for a symbolic one where possible, otherwise 1
 */
export function exportSavedModel(stepFor: StepForBatchSize, batchSize: number | null): ExportedSavedModel {
  if (batchSize === null) {
    const steps = PROBE_BATCH_SIZES.map(stepFor);
    const [first, second] = [lowerToTensorflow(steps[0]!, 'model'), lowerToTensorflow(steps[1]!, 'model')];
    const nodes = mergeIntoDynamicBatchGraph(
      [first.graph.definition.node!, second.graph.definition.node!],
      PROBE_BATCH_SIZES,
    );
    const ports = nodes && withoutBatchSize(first, second);
    if (ports)
      return encodeSavedModel(steps[0]!, { ...first, ...ports }, { ...first.graph.definition, node: nodes });
  }
  const step = stepFor(batchSize ?? 1);
  const lowered = lowerToTensorflow(step, 'model');
  return encodeSavedModel(step, lowered, lowered.graph.definition);
}

interface SignatureEntry {
  name: string;
  ref: string;
  type: TensorflowElementType;
  shape: readonly (number | null)[];
}

/** Inputs and outputs with symbolic batch dimension; null if they depend on the batch size in another way. */
function withoutBatchSize(
  first: LoweredTensorflowGraph,
  second: LoweredTensorflowGraph,
): { feeds: SignatureEntry[]; results: SignatureEntry[] } | null {
  const mergeEntries = (
    firstEntries: readonly SignatureEntry[],
    secondEntries: readonly SignatureEntry[],
  ) => {
    const ports = firstEntries.map((port, at): SignatureEntry | null => {
      const shapes = [port.shape as number[], secondEntries[at]!.shape as number[]] as const;
      const shape = inferBatchDimensions(shapes, PROBE_BATCH_SIZES, 1);
      return shape && { ...port, shape };
    });
    return ports.includes(null) ? null : (ports as SignatureEntry[]);
  };
  const feeds = mergeEntries(first.feeds as SignatureEntry[], second.feeds as SignatureEntry[]);
  const results = mergeEntries(first.results as SignatureEntry[], second.results as SignatureEntry[]);
  return feeds && results && { feeds, results };
}

function encodeSavedModel(
  step: StepProgram,
  { feeds, results }: { feeds: readonly SignatureEntry[]; results: readonly SignatureEntry[] },
  graph: proto.GraphDef.$Properties,
): ExportedSavedModel {
  const outputs = uniqueOutputNames(step);
  const info = ({ ref, type, shape }: SignatureEntry) => ({
    name: ref.includes(':') ? ref : `${ref}:0`,
    dtype: tensorflowDataTypes[type],
    tensor_shape: tensorShapeProto(shape.map((side) => side ?? -1)),
  });
  const port = (name: string, { type: dtype, shape }: SignatureEntry): ModelTensorInfo => ({
    name,
    dtype,
    shape,
  });
  const named = (name: string) => outputs.get(name) ?? name;
  const signature = {
    inputs: Object.fromEntries(feeds.map((feed) => [feed.name, info(feed)])),
    outputs: Object.fromEntries(results.map((result) => [named(result.name), info(result)])),
    method_name: 'tensorflow/serving/predict',
  };
  const bytes = proto.SavedModel.encode({
    saved_model_schema_version: 1,
    meta_graphs: [
      {
        meta_info_def: { tags: ['serve'], tensorflow_version: TESTED_TENSORFLOW_VERSION },
        graph_def: graph,
        signature_def: { serving_default: signature },
      },
    ],
  }).finish();
  return {
    bytes,
    graph,
    refs: { feeds: feeds.map(({ ref }) => ref), results: results.map(({ ref }) => ref) },
    inputs: feeds.map((feed) => withDrawKind(step, feed.name, port(feed.name, feed))),
    outputs: results.map((result) => port(named(result.name), result)),
  };
}
