import type { Engine } from '../engines/index.js';
import { TrainingError } from '../trainer/index.js';

/**
 * Constructors of the engines, by the name that `--engine` takes. The engines accept a step before the previous one has
 * finished. Each is imported from its own folder, so that one engine does not load the library of another.
 */
const engineFactories: Readonly<Record<string, () => Promise<Engine>>> = {
  async onnx() {
    const [{ onnxEngine }, { threadedEngine }] = await Promise.all([
      import('../engines/onnx/index.js'),
      import('../engines/threaded/index.js'),
    ]);
    return threadedEngine(onnxEngine());
  },
  async onednn() {
    const [{ onednnEngine }, { threadedEngine }] = await Promise.all([
      import('../engines/onednn/index.js'),
      import('../engines/threaded/index.js'),
    ]);
    return threadedEngine(onednnEngine());
  },
  async tensorflow() {
    const [{ tensorflowEngine }, { threadedEngine }] = await Promise.all([
      import('../engines/tensorflow/index.js'),
      import('../engines/threaded/index.js'),
    ]);
    return threadedEngine(tensorflowEngine());
  },
  async webgpu() {
    const { webgpuEngine } = await import('../engines/webgpu/index.js');
    return webgpuEngine();
  },
  async 'tfjs-node'() {
    const [{ tfjsNodeEngine }, { withCallQueue }] = await Promise.all([
      import('../engines/tfjs/index.js'),
      import('../engines/threaded/index.js'),
    ]);
    return withCallQueue(await tfjsNodeEngine());
  },
  async tfjs() {
    const [{ tfjsEngine }, { withCallQueue }] = await Promise.all([
      import('../engines/tfjs/index.js'),
      import('../engines/threaded/index.js'),
    ]);
    return withCallQueue(tfjsEngine());
  },
};

/** The engine of this name (not `auto`). Throws TrainingError if there is none. */
export async function createEngine(name: string): Promise<Engine> {
  const make = Object.hasOwn(engineFactories, name) ? engineFactories[name] : undefined;
  if (!make) {
    throw new TrainingError(
      `There is no engine named ${name}; there are ${Object.keys(engineFactories).join(', ')}, and auto for the quickest.`,
    );
  }
  return make();
}
