import type { CatalogEntry } from './catalog-entry.js';

/** Codes of src/compiler/weight-files: what is wrong with a file that a graph loads weights from. */
export const weightsCatalog = {
  'missing-weights': {
    title: 'a file with weights that is not there',
    explanation: `\`load\` and \`start\` name files relative to the graph that names them: .keras, .h5,
.safetensors, .onnx, or the model.json of TensorFlow.js with its files beside it.

bad:   load: encodr.keras
good:  load: encoder.keras`,
  },
  'unreadable-weights': {
    title: 'a file that weights are not read from',
    explanation: `Weights are read from .keras, .h5, .safetensors, .onnx, and the model.json of TensorFlow.js. Files of
PyTorch (.pt, .pth) are pickled: reading one runs the code that is in it. Write its tensors alone:

    from safetensors.torch import save_file
    save_file(model.state_dict(), "encoder.safetensors")

bad:   load: encoder.pt
good:  load: encoder.safetensors`,
  },
  'weights-misfit': {
    title: 'a file whose weights do not fit a network',
    explanation: `Layers take the weights of the layer of the same name, in the shapes that they have. Layers with
other names in the file are named by \`names\`; \`until\` is the last layer that takes any; \`under\` is
the model or module of the file that is meant.

bad:   load: torch.safetensors
good:  load: {file: torch.safetensors, names: {latent: fc2}}`,
  },
} satisfies Record<string, CatalogEntry>;
