import type { TensorData } from '../engine.js';
import type { ModelFile } from '../model-export.js';
import { createOrtSession, loadOrt } from './onnxruntime-session.js';

/**
 * What onnxruntime makes of a model that was written. Throws its own words where it refuses the model.
 *
 * @param inputData by input, in the order of the file's
 * @param inputShapes the inputs' shapes, for some number of examples
 */
export async function runExportedOnnxModel(
  { bytes, inputs, outputs }: ModelFile,
  inputData: readonly TensorData[],
  inputShapes: readonly (readonly number[])[],
): Promise<TensorData[]> {
  const ort = await loadOrt();
  const session = await createOrtSession(bytes, 1);
  try {
    const feeds = Object.fromEntries(
      inputs.map(({ name, dtype }, at) => [
        name,
        new ort.Tensor(dtype as 'float32', inputData[at] as Float32Array, [...inputShapes[at]!]),
      ]),
    );
    const made = await session.run(feeds);
    return outputs.map(({ name }) => (made[name]!.data as TensorData).slice() as TensorData);
  } finally {
    await session.release();
  }
}
