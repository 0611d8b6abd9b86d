import type { TensorData } from '../engine.js';
import type { ModelFile } from '../model-export.js';
import { loadNodeBinding, sessionOptions } from '../onnxruntime/index.js';

/**
 * Runs an exported model in onnxruntime. Throws onnxruntime's error if it rejects it.
 *
 * @param inputData one array per input, in the file's order
 * @param inputShapes their shapes, for some batch size
 */
export async function runExportedOnnxModel(
  { bytes, inputs, outputs }: ModelFile,
  inputData: readonly TensorData[],
  inputShapes: readonly (readonly number[])[],
): Promise<TensorData[]> {
  // It finds out the dimensions of outputs, which follow from the batch size.
  const ort = await loadNodeBinding();
  const session = await ort.InferenceSession.create(bytes, sessionOptions(1));
  try {
    const feeds = Object.fromEntries(
      inputs.map(({ name, dtype }, at) => [
        name,
        new ort.Tensor(dtype as 'float32', inputData[at] as Float32Array, [...inputShapes[at]!]),
      ]),
    );
    const results = await session.run(feeds);
    return outputs.map(({ name }) => (results[name]!.data as TensorData).slice() as TensorData);
  } finally {
    await session.release();
  }
}
