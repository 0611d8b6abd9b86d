import type { TensorData } from '../engine.js';
import { tensorflowSessionConfig, loadTensorflow } from './engine.js';
import { findAllTensorflow } from './find-library.js';
import { openGraphSession, type DataType } from './library/index.js';
import { proto } from './generated/index.js';
import type { ExportedSavedModel } from './export-saved-model.js';

/**
 * Runs an exported SavedModel in TensorFlow; null without TensorFlow, after a structural check. Throws if it is
 * rejected.
 *
 * @param inputData one array per input, in the file's order
 * @param inputShapes their shapes, for some batch size
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

/** Checks that node names are unique and that nodes read only nodes before them. */
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
  for (const ref of outputRefs) if (!known.has(nodeOf(ref))) throw missing(ref, 'the signature');
}
