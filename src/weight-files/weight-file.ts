/** A tensor of a file, and the layer that it belongs to. */
export interface WeightTensor {
  /** As the file names it: `layers/dense/vars/0`, `encoder.0.weight`. */
  name: string;
  /** The layer by the name that its program knows it by, with those of the models around it: `latent`, `inner/latent`. */
  layer: string;
  /** Its name in the layer, `kernel` or `weight`; a number from 0 where the file has an order and no names. */
  weight: string | number;
  shape: readonly number[];
}

/** What a compiler needs to know of a file with weights. */
export interface WeightFile {
  /** sha256 of its content. */
  sha256: string;
  tensors: readonly WeightTensor[];
}

/** A file of weights whose tensors can be read, by their names in the file, as float32. */
export interface OpenedWeightFile extends WeightFile {
  /** Names of `tensors`. Throws FileContentError. */
  read(names: Iterable<string>): Promise<Map<string, Float32Array>>;
}

/** The kinds of files, by the ends of their names. */
export const WEIGHT_FILE_ENDINGS = ['.keras', '.h5', '.hdf5', '.json', '.safetensors', '.onnx'] as const;

/** The layer and the weight of a name in which they stand one behind the other: `conv1.weight`, `latent/kernel`. */
export function splitTensorName(name: string): { layer: string; weight: string } {
  const at = Math.max(name.lastIndexOf('.'), name.lastIndexOf('/'));
  return at < 0 ? { layer: '', weight: name } : { layer: name.slice(0, at), weight: name.slice(at + 1) };
}
