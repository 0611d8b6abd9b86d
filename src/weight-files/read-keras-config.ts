import { FileContentError, withHdf5 } from '../file-formats/index.js';
import { readRegularFile } from '../regular-file.js';
import { fileOfKerasArchive } from './open-weight-file.js';
import { unreadFormatError } from './other-formats.js';

/**
 * The model in a file of Keras or TensorFlow.js, as its `get_config` says it: `{class_name, config}`.
 *
 * @param named the file's name in messages
 * @throws FileContentError, NotRegularFileError, or what Node throws
 */
export async function readKerasConfig(path: string, named = path): Promise<unknown> {
  const bytes = await readRegularFile(path);
  const lower = path.toLowerCase();
  const parsed = (text: string): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      throw new FileContentError(`${named} is damaged: its model is not JSON.`);
    }
  };
  if (lower.endsWith('.keras'))
    return parsed((await fileOfKerasArchive(bytes, 'config.json', named)).toString('utf8'));
  if (lower.endsWith('.h5') || lower.endsWith('.hdf5')) {
    const config = await withHdf5(bytes, named, async ({ attribute }) => attribute('', 'model_config'));
    if (typeof config === 'string') return parsed(config);
    throw new FileContentError(
      `${named} has weights and no model.`,
      'Keras writes both with model.save(); weights alone are loaded into a network that is written by hand.',
    );
  }
  if (lower.endsWith('.safetensors'))
    throw new FileContentError(
      `${named} has weights and no model.`,
      'Write the layers as a network, and load the file into it; `lagraph check` compares their shapes.',
    );
  if (!lower.endsWith('.json')) throw unreadFormatError(named);
  const { modelTopology: topology } = (parsed(bytes.toString('utf8')) ?? {}) as {
    modelTopology?: { model_config?: unknown };
  };
  if (topology) return topology.model_config ?? topology;
  throw new FileContentError(
    `${named} is no layers model of TensorFlow.js: it has no modelTopology.`,
    'tensorflowjs_converter writes one from a model of Keras with --output_format=tfjs_layers_model.',
  );
}
