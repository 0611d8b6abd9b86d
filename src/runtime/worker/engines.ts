import type { Engine } from '../engines/index.js';
import { TrainingProblem } from '../trainer/index.js';

/**
 * Engines by the name that `--engine` takes, as those that may be asked for a step before the step before is done. Each
 * is fetched from behind its own door: the one must not wait for the other's library.
 */
const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  async onnx() {
    const [{ onnxEngine }, { threaded }] = await Promise.all([
      import('../engines/onnx/index.js'),
      import('../engines/threaded/index.js'),
    ]);
    return threaded(onnxEngine());
  },
  async tensorflow() {
    const [{ tensorflowEngine, TensorflowMissing }, { threaded }] = await Promise.all([
      import('../engines/tensorflow/index.js'),
      import('../engines/threaded/index.js'),
    ]);
    try {
      return threaded(tensorflowEngine());
    } catch (error) {
      throw error instanceof TensorflowMissing ? new TrainingProblem(error.message) : error;
    }
  },
  async tfjs() {
    const [{ tfjsEngine }, { inTurn }] = await Promise.all([
      import('../engines/tfjs/index.js'),
      import('../engines/threaded/index.js'),
    ]);
    return inTurn(tfjsEngine());
  },
};

export async function engineNamed(name: string): Promise<Engine> {
  const make = Object.hasOwn(engines, name) ? engines[name] : undefined;
  if (!make) {
    throw new TrainingProblem(
      `There is no engine named ${name}; there are ${Object.keys(engines).join(', ')}.`,
    );
  }
  return make();
}
