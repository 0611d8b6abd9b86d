import type { TensorData } from '../engine.js';
import { tensorflowSessionConfig, loadTensorflow } from './engine.js';
import { findAllTensorflow } from './find-library.js';
import { openGraphSession, type DataType } from './library/index.js';
import { proto } from './generated/index.js';
import type { ExportedSavedModel } from './export-saved-model.js';

/**
 * What TensorFlow makes of a model that was written; null where there is no TensorFlow, after its rules were checked as far
 * as they are known here. Throws where it is refused.
 *
 * @param inputData by input, in the order of the file's
 * @param inputShapes the inputs' shapes, for some number of examples
 */
export function runSavedModel(
  { graph, refs, inputs, outputs }: ExportedSavedModel,
  inputData: readonly TensorData[],
  inputShapes: readonly (readonly number[])[],
): TensorData[] | null {
  const [found] = findAllTensorflow();
  if (!found) {
    checkNodeReferences(graph.node ?? [], [...refs.feeds, ...refs.results]);
    return null;
  }
  const session = openGraphSession(loadTensorflow(found.path), tensorflowSessionConfig(1));
  try {
    session.add(proto.GraphDef.encode(graph).finish());
    return session
      .call(
        inputs.map(({ dtype }, at) => ({
          ref: refs.feeds[at]!,
          type: dtype as DataType,
          shape: inputShapes[at]!,
        })),
        outputs.map(({ dtype }, at) => ({ ref: refs.results[at]!, type: dtype as DataType })),
        [],
      )
      .run(inputData);
  } finally {
    session.close();
  }
}

/** Each node has a name of its own, and is made of nodes that are there, before it. */
export function checkNodeReferences(
  nodes: readonly proto.NodeDef.$Properties[],
  outputRefs: readonly string[],
): void {
  const known = new Set<string>();
  const nodeOf = (ref: string) => ref.replace(/^\^/, '').split(':')[0]!;
  const missing = (ref: string, by: string) => new Error(`${by} reads ${ref}, which no node makes`);
  for (const { name = '', input } of nodes) {
    if (known.has(name!)) throw new Error(`two nodes are named ${name}`);
    for (const ref of input ?? []) if (!known.has(nodeOf(ref))) throw missing(ref, name!);
    known.add(name!);
  }
  for (const end of outputRefs) if (!known.has(nodeOf(end))) throw missing(end, 'the signature');
}
