import type { StepProgram } from '../../capture/index.js';
import { publicOutputs, type ModelFile } from '../inference.js';
import { write } from './lower.js';

/** Tensors inside of a model have such names. */
const inner = /^t\d+$/;

/**
 * An ONNX model for any runtime: standard operators on plain images, inputs and outputs by their names in the graph.
 *
 * @param step a function of its fields (`withWeights`)
 */
export function onnxFile(step: StepProgram): ModelFile {
  const outputs = publicOutputs(step);
  const free = (name: string) => (inner.test(name) ? `${name}_` : name);
  const { lowered } = write(step, 0, undefined, {
    input: free,
    output: (name) => free(outputs.get(name) ?? name),
  });
  const port = ({ port: name, type: dtype, dims: shape }: (typeof lowered.results)[number]) => ({
    name,
    dtype,
    shape,
  });
  return { bytes: lowered.model, inputs: lowered.feeds.map(port), outputs: lowered.results.map(port) };
}
