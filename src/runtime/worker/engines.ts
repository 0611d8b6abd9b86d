import type { Engine } from '../engines/index.js';
import { TrainingProblem } from '../trainer/index.js';

/** Engines by the name that `--engine` takes. Their libraries are loaded when they are asked for. */
const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  onnx: async () => (await import('../engines/index.js')).onnxEngine(),
  tfjs: async () => (await import('../engines/index.js')).tfjsEngine(),
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
