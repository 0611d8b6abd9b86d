/** Which engines work on this machine. Each is probed in a child process. */
import { probeEngine, statusOf, type EngineStatus } from './engine-status.js';
import { probeLibraryCopies } from './library-engines.js';

const REINSTALL = 'Install lagraph again with `npm install`.';

async function probeTfjsNode(): Promise<EngineStatus> {
  const { findTfjsNode } = await import('../engines/tfjs/index.js');
  const found = findTfjsNode();
  if (found) {
    const advice = `Build its binding anew, or remove ${found.name}.`;
    return { ...(await probeEngine('tfjs-node', advice)), path: found.entry, source: found.name };
  }
  const problem = 'Neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed beside lagraph.';
  const advice =
    '`npm install @tensorflow/tfjs-node` where lagraph is installed brings it, LAGRAPH_TFJS_NODE names the folder of ' +
    'another project that has it; --engine tensorflow does the same, faster.';
  return statusOf('tfjs-node', { state: 'missing', problem, advice });
}

/** All engines of lagraph, the default first; those with libraries of their own once for each copy. */
export async function probeAllEngines(): Promise<EngineStatus[]> {
  const [onnx, onednn, tensorflow, webgpu, tfjsNode, tfjs] = await Promise.all([
    probeEngine('onnx', REINSTALL),
    probeLibraryCopies('onednn'),
    probeLibraryCopies('tensorflow'),
    probeLibraryCopies('webgpu'),
    probeTfjsNode(),
    probeEngine('tfjs', REINSTALL),
  ]);
  return [onnx, ...onednn, ...tensorflow, ...webgpu, tfjsNode, tfjs];
}
