import type { StepProgram } from '../../capture/index.js';
import {
  anySide,
  describedPort,
  publicOutputs,
  TWO_SIZES,
  type FilePort,
  type ModelFile,
  type StepFor,
} from '../inference.js';
import { anyBatch } from './any-batch.js';
import { TESTED_TENSORFLOW } from './wheel.js';
import { proto } from './generated/index.js';
import { dataTypes, shapeOf, type ElementType, type Name } from './graph.js';
import { lower, type Lowered } from './lower.js';

/** What is written, and its graph with the names of its ends, for a session. */
export interface SavedModel extends ModelFile {
  graph: proto.GraphDef.$Properties;
  refs: { feeds: Name[]; results: Name[] };
}

/**
 * The saved_model.pb of a SavedModel with the tag `serve` and the signature `serving_default`; the weights are constants of
 * its graph.
 *
 * @param stepFor the function of its fields (`withWeights`), for a number of examples at a time
 * @param batchSize that number; null for any, if the function allows it, otherwise 1
 */
export function savedModel(stepFor: StepFor, batchSize: number | null): SavedModel {
  if (batchSize === null) {
    const steps = TWO_SIZES.map(stepFor);
    const [one, other] = [lower(steps[0]!, 'model'), lower(steps[1]!, 'model')];
    const nodes = anyBatch([one.graph.definition.node!, other.graph.definition.node!], TWO_SIZES);
    const ports = nodes && sidesOf(one, other);
    if (ports) return encoded(steps[0]!, { ...one, ...ports }, { ...one.graph.definition, node: nodes });
  }
  const step = stepFor(batchSize ?? 1);
  const lowered = lower(step, 'model');
  return encoded(step, lowered, lowered.graph.definition);
}

interface Port {
  name: string;
  ref: string;
  type: ElementType;
  shape: readonly (number | null)[];
}

/** Inputs and outputs without the number of examples; null if they depend on it in another way. */
function sidesOf(one: Lowered, other: Lowered): { feeds: Port[]; results: Port[] } | null {
  const free = (these: readonly Port[], those: readonly Port[]) => {
    const ports = these.map((port, at): Port | null => {
      const shapes = [port.shape as number[], those[at]!.shape as number[]] as const;
      const shape = anySide(shapes, TWO_SIZES, 1);
      return shape && { ...port, shape };
    });
    return ports.includes(null) ? null : (ports as Port[]);
  };
  const feeds = free(one.feeds as Port[], other.feeds as Port[]);
  const results = free(one.results as Port[], other.results as Port[]);
  return feeds && results && { feeds, results };
}

function encoded(
  step: StepProgram,
  { feeds, results }: { feeds: readonly Port[]; results: readonly Port[] },
  graph: proto.GraphDef.$Properties,
): SavedModel {
  const outputs = publicOutputs(step);
  const info = ({ ref, type, shape }: Port) => ({
    name: ref.includes(':') ? ref : `${ref}:0`,
    dtype: dataTypes[type],
    tensor_shape: shapeOf(shape.map((side) => side ?? -1)),
  });
  const port = (name: string, { type: dtype, shape }: Port): FilePort => ({ name, dtype, shape });
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
        graph_def: graph,
        signature_def: { serving_default: signature },
      },
    ],
  }).finish();
  return {
    bytes,
    graph,
    refs: { feeds: feeds.map(({ ref }) => ref), results: results.map(({ ref }) => ref) },
    inputs: feeds.map((feed) => describedPort(step, feed.name, port(feed.name, feed))),
    outputs: results.map((result) => port(named(result.name), result)),
  };
}
