import type { StepProgram } from '../../capture/index.js';
import { publicOutputs, type FilePort, type ModelFile } from '../inference.js';
import { TESTED_TENSORFLOW } from './wheel.js';
import { proto } from './generated/index.js';
import { dataTypes, shapeOf, type ElementType } from './graph.js';
import { lower } from './lower.js';

/**
 * The saved_model.pb of a SavedModel with the tag `serve` and the signature `serving_default`; the weights are constants of
 * its graph.
 *
 * @param step a function of its fields (`withWeights`)
 */
export function savedModel(step: StepProgram): ModelFile {
  const outputs = publicOutputs(step);
  const { graph, feeds, results } = lower(step, 'model');
  const info = ({ ref, type, shape }: { ref: string; type: ElementType; shape: readonly number[] }) => ({
    name: ref.includes(':') ? ref : `${ref}:0`,
    dtype: dataTypes[type],
    tensor_shape: shapeOf(shape),
  });
  const port = (
    name: string,
    { type: dtype, shape }: { type: string; shape: readonly number[] },
  ): FilePort => ({
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
        meta_info_def: { tags: ['serve'], tensorflow_version: TESTED_TENSORFLOW },
        graph_def: graph.definition,
        signature_def: { serving_default: signature },
      },
    ],
  }).finish();
  return {
    bytes,
    inputs: feeds.map((feed) => port(feed.name, feed)),
    outputs: results.map((result) => port(named(result.name), result)),
  };
}
