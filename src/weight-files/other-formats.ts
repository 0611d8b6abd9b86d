import { basename } from 'node:path';
import { FileContentError } from '../file-formats/index.js';
import { WEIGHT_FILE_ENDINGS } from './weight-file.js';

/** Files with weights that are not read, by the ends of their names: what they are, and how to write one that is. */
const OTHERS: readonly (readonly [ending: RegExp, is: string, remedy: (stem: string) => string])[] = [
  [
    /\.(pt|pth|pkl|pickle|ckpt|bin)$/,
    'is a pickled file, as PyTorch writes them; reading one runs the code that is in it, so it is not read',
    (stem) =>
      `Write the tensors alone, in Python: \`from safetensors.torch import save_file; save_file(model.state_dict(), "${stem}.safetensors")\`.`,
  ],
  [
    /\.(pb|tflite|index|meta)$|\.data-\d+-of-\d+$/,
    "is a file of TensorFlow's own, whose layers are not found again",
    (stem) => `Write the model with Keras: \`model.save("${stem}.keras")\`.`,
  ],
  [
    /\.(npz|npy|msgpack|mat)$/,
    'holds arrays, and not the names of layers in a form that is known',
    (stem) =>
      `Write them by layer and weight, in Python: \`from safetensors.numpy import save_file; save_file({"dense/kernel": array}, "${stem}.safetensors")\`.`,
  ],
];

const READ = WEIGHT_FILE_ENDINGS.join(', ');

/** The error for a file that weights are not read from. */
export function unreadFormatError(path: string): FileContentError {
  const name = basename(path).toLowerCase();
  for (const [ending, is, remedy] of OTHERS) {
    if (ending.test(name))
      return new FileContentError(`${path} ${is}.`, remedy(basename(path).replace(/\.[^.]*$/, '')));
  }
  return new FileContentError(
    `${path} is none of the files that weights are read from.`,
    `Those are ${READ}, by the ends of their names.`,
  );
}
