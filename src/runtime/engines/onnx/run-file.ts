import type { TensorData } from '../engine.js';
import type { ModelFile } from '../inference.js';
import { createSession, loadOrt } from './runtime.js';

/**
 * What onnxruntime makes of a model that was written. Throws its own words where it refuses the model.
 *
 * @param given by input, in the order of the file's
 * @param shapes the inputs' shapes, for some number of examples
 */
export async function runOnnxFile(
  { bytes, inputs, outputs }: ModelFile,
  given: readonly TensorData[],
  shapes: readonly (readonly number[])[],
): Promise<TensorData[]> {
  const ort = await loadOrt();
  const session = await createSession(bytes, 1);
  try {
    const feeds = Object.fromEntries(
      inputs.map(({ name, dtype }, at) => [
        name,
        new ort.Tensor(dtype as 'float32', given[at] as Float32Array, [...shapes[at]!]),
      ]),
    );
    const made = await session.run(feeds);
    return outputs.map(({ name }) => (made[name]!.data as TensorData).slice() as TensorData);
  } finally {
    await session.release();
  }
}
