/** Weights in HDF5 files of Keras: of Keras 3 (`.weights.h5`, also inside of `.keras`), and the older form of models. */
import { FileContentError, type Hdf5File } from '../file-formats/index.js';
import type { WeightTensor } from './weight-file.js';

/** Throws FileContentError. */
export function kerasTensors(file: Hdf5File, path: string): WeightTensor[] {
  const root = ['model_weights', ''].find((group) => hasAttribute(file, group));
  if (root !== undefined) return namedTensors(file, root, path);
  const numbered = numberedTensors(file);
  if (numbered.length > 0) return numbered;
  throw new FileContentError(
    `${path} has no weights as Keras writes them: neither \`layers\` nor \`layer_names\`.`,
    'Keras writes such files with model.save() and model.save_weights().',
  );
}

const hasAttribute = ({ attribute }: Hdf5File, group: string): boolean =>
  attribute(group, 'layer_names') !== undefined;

/** Keras 2, and Keras 3 where it saves a model as `.h5`: a group for each layer, which lists the names of its weights. */
function namedTensors({ attribute, names, shapeOf }: Hdf5File, root: string, path: string): WeightTensor[] {
  const prefix = root === '' ? '' : `${root}/`;
  const there = new Set(names);
  return listOf(attribute(root, 'layer_names')).flatMap((group) =>
    listOf(attribute(`${prefix}${group}`, 'weight_names')).map((written): WeightTensor => {
      const name = `${prefix}${group}/${written}`;
      if (!there.has(name))
        throw new FileContentError(`${path} is damaged: it lists ${name}, which is not there.`);
      const parts = written.replace(/:\d+$/, '').split('/');
      const weight = parts.pop()!;
      return { name, layer: layerOf(group, parts), weight, shape: shapeOf(name) };
    }),
  );
}

/** `inner` and [`inner`, `latent`] -> `inner/latent`. Names of models around the group, and cells of layers, are no layers. */
function layerOf(group: string, parts: readonly string[]): string {
  const inner = parts.slice(parts.lastIndexOf(group) + 1).filter((part) => !/_cell(_\d+)?$/.test(part));
  return [group, ...inner].join('/');
}

/** Parts of layers that hold its weights, in the order of Keras's own list of them. */
const PARTS = ['query_dense', 'key_dense', 'value_dense', 'output_dense', 'forward_layer', 'backward_layer'];
const rankOf = (within: string): number => PARTS.indexOf(within.split('/', 1)[0]!);

const listOf = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

/**
 * Keras 3: weights of a layer are numbered in `vars`, and `layers` leads into a model. The group has the name of the
 * class; the layer's own name is an attribute of `vars`.
 */
function numberedTensors({ attribute, names: datasets, shapeOf }: Hdf5File): WeightTensor[] {
  const own = (group: string, otherwise: string): string => {
    const name = attribute(`${group}/vars`, 'name');
    return typeof name === 'string' ? name : otherwise;
  };
  const found = datasets.flatMap((path) => {
    const parts = path.split('/');
    if (parts[0] !== 'layers' || parts.at(-2) !== 'vars') return [];
    const names: string[] = [];
    const within: string[] = [];
    for (let at = 0; at < parts.length - 2; at += 1) {
      if (parts[at] !== 'layers') {
        within.push(parts[at]!);
        continue;
      }
      at += 1;
      names.push(own(parts.slice(0, at + 1).join('/'), parts[at]!));
      within.length = 0;
    }
    return [{ name: path, layer: names.join('/'), within: within.join('/'), place: Number(parts.at(-1)) }];
  });
  // Numbers are texts in the file, and sorted as such; so are the parts of a layer.
  found.sort((a, b) => rankOf(a.within) - rankOf(b.within) || a.place - b.place);
  const counts = new Map<string, number>();
  return found.map(({ name, layer }) => {
    const weight = counts.get(layer) ?? 0;
    counts.set(layer, weight + 1);
    return { name, layer, weight, shape: shapeOf(name) };
  });
}
