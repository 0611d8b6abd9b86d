/** Weights that a network, or a phase, takes from a file: found, held against the network, and said which is which. */
import { didYouMean, nearestName, type Note } from '../../diagnostics/index.js';
import { partFolder, partPath, type LoadEntry } from '../../dsl/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { shapeText } from '../../vocabulary/index.js';
import type { WeightFile, WeightTensor } from '../../weight-files/index.js';
import type { CompileContext, WeightSource } from '../compile-context.js';
import type { LoadedWeights, Network } from '../program.js';
import { networkParts } from '../network-parts.js';
import {
  indexTensors,
  isWhole,
  matchLayer,
  weightedLayers,
  type LayerMatch,
  type TensorIndex,
  type WeightedLayer,
} from './match-layers.js';

/** Undefined after an error, which is reported. */
export function compileLoad(
  entry: LoadEntry,
  network: Network,
  context: CompileContext,
): LoadedWeights | undefined {
  const { file } = entry;
  const layers = weightedLayers(network);
  const wanted = checkNames(entry, network, layers, context);
  if (!wanted) return undefined;
  const path = partPath(file.range.file, file.value);
  const folder = partFolder(context.file, file.range.file);
  const place = { file: file.value, ...(folder === '' ? {} : { folder }), ...selectionOf(entry) };
  const source = context.readWeights?.(path) ?? null;
  if (source === null) {
    // What the file has is not known: it is taken to have what is wanted.
    const tensors = wanted.flatMap((layer) =>
      layer.weights.map((weight) => ({ at: network.weights.indexOf(weight), from: [], steps: [] })),
    );
    return { ...place, sha256: null, isWhole: tensors.length === network.weights.length, tensors };
  }
  if ('problem' in source) return reportUnreadable(entry, source, context);
  const tensors = matchTensors(entry, wanted, network, source, path, context);
  return (
    tensors && {
      ...place,
      sha256: source.sha256,
      isWhole: tensors.length === network.weights.length,
      tensors,
    }
  );
}

function selectionOf({ under, until, names }: LoadEntry): Pick<LoadedWeights, 'select'> {
  if (!under && !until && names.length === 0) return {};
  return {
    select: {
      ...(under ? { under: under.value } : {}),
      ...(until ? { until: until.value } : {}),
      ...(names.length > 0
        ? { names: nullPrototypeRecord(names.map(({ layer, of }) => [layer.value, of.value])) }
        : {}),
    },
  };
}

function reportUnreadable(
  { file }: LoadEntry,
  { problem, remedy, isMissing = false, nearby = [] }: Exclude<WeightSource, WeightFile>,
  { report }: CompileContext,
): undefined {
  const folder = file.value.slice(0, file.value.lastIndexOf('/') + 1);
  const near = nearestName(file.value.slice(folder.length), nearby);
  report({
    code: isMissing ? 'missing-weights' : 'unreadable-weights',
    message: problem,
    range: file.range,
    help: didYouMean(near && `${folder}${near}`, file.range, remedy ?? nearbyText(nearby)),
  });
  return undefined;
}

const nearbyText = (nearby: readonly string[]): string | undefined =>
  nearby.length === 0
    ? undefined
    : `the files with weights in its folder are ${nearby.slice(0, MAX_SHOWN).join(', ')}`;

/** The layers that take weights from the file; undefined after an error. */
function checkNames(
  { until, names }: LoadEntry,
  network: Network,
  layers: readonly WeightedLayer[],
  { report }: CompileContext,
): readonly WeightedLayer[] | undefined {
  const all = networkParts(network.wires).map(({ name }) => name);
  const unknown = [...(until ? [until] : []), ...names.map(({ layer }) => layer)].filter(
    ({ value }) => !all.includes(value) && !layers.some(({ name }) => name === value),
  );
  for (const name of unknown) {
    const near = nearestName(name.value, all);
    report({
      code: 'unknown-layer',
      message: `\`${network.name}\` has no layer \`${name.value}\``,
      range: name.range,
      help: didYouMean(near, name.range, `its layers are ${all.join(', ')}`),
    });
  }
  if (unknown.length > 0) return undefined;
  if (!until) return layers;
  const named = new Set(all.slice(0, all.indexOf(until.value) + 1));
  return layers.filter(({ name }) => named.has(name));
}

function matchTensors(
  entry: LoadEntry,
  layers: readonly WeightedLayer[],
  network: Network,
  file: WeightFile,
  path: string,
  context: CompileContext,
): LoadedWeights['tensors'] | undefined {
  const index = indexTensors(tensorsUnder(file.tensors, entry.under?.value));
  const given = new Map(entry.names.map(({ layer, of }) => [layer.value, of.value]));
  const found = layers.map((layer) => {
    const name = given.get(layer.name) ?? likeName(layer, index);
    const full = entry.under && name !== undefined ? withPrefix(entry.under.value, name, file.tensors) : name;
    return { layer, match: full === undefined ? undefined : matchLayer(layer, full, index), name: full };
  });
  const taken = new Set(found.flatMap(({ match }) => match?.tensors.map(({ name }) => name) ?? []));
  const surplus = [...index.byName.values()].filter(({ name }) => !taken.has(name));
  const failed = found.filter(({ match }) => !isWhole(match));
  if (failed.length > 0) {
    reportMisfits(entry, network, found, surplus, index, path, context);
    return undefined;
  }
  if (surplus.length > 0 && !entry.until) reportSurplus(entry, surplus, network, path, context);
  return found.flatMap(({ layer, match }) =>
    layer.weights.map((weight, at) => ({ at: network.weights.indexOf(weight), ...match!.recipes[at]! })),
  );
}

/** Tensors under a name: those of `encoder` are `encoder.0.weight` and `encoder/latent/kernel`. */
const tensorsUnder = (
  tensors: readonly WeightTensor[],
  under: string | undefined,
): readonly WeightTensor[] =>
  under === undefined ? tensors : tensors.filter(({ layer }) => layer === under || isUnder(layer, under));
const isUnder = (layer: string, under: string): boolean =>
  layer.startsWith(`${under}.`) || layer.startsWith(`${under}/`);

/** The full name of a layer within another; one that is full already stays. */
function withPrefix(under: string, name: string, tensors: readonly WeightTensor[]): string {
  if (name === under || isUnder(name, under)) return name;
  return tensors.some(({ layer }) => layer.startsWith(`${under}/`)) ? `${under}/${name}` : `${under}.${name}`;
}

/** The file's layer that has the name of a layer; names of PyTorch have dots where those of graphs have `_`. */
function likeName(layer: WeightedLayer, { layers, byName }: TensorIndex): string | undefined {
  if (layer.wire === null) return tensorNamed(layer, byName);
  if (layers.has(layer.name)) return layer.name;
  return [...layers.keys()].find((name) => name.replaceAll(/[./]/g, '_') === layer.name) ?? layer.name;
}

/** The tensor of a bare weight: of its name, or the only one whose name ends in it, as `encoder/scale` and `encoder.scale`. */
function tensorNamed({ name }: WeightedLayer, byName: TensorIndex['byName']): string | undefined {
  if (byName.has(name)) return name;
  const [only, more] = [...byName.keys()].filter(
    (key) => key.endsWith(`/${name}`) || key.endsWith(`.${name}`),
  );
  return more === undefined ? only : undefined;
}

interface Found {
  layer: WeightedLayer;
  name: string | undefined;
  match: LayerMatch | undefined;
}

/** At most this many layers are shown on each side. */
const MAX_SHOWN = 12;

function reportMisfits(
  { file }: LoadEntry,
  network: Network,
  found: readonly Found[],
  surplus: readonly WeightTensor[],
  index: TensorIndex,
  path: string,
  { report }: CompileContext,
): void {
  const failed = found.filter(({ match }) => !isWhole(match));
  const notes = failed.map((one): Note => ({
    message: misfitText(one, index),
    ...(one.layer.wire?.range ? { range: one.layer.wire.range } : {}),
  }));
  const others = layerTexts(surplus);
  const missing = failed.filter(({ match }) => match === undefined).length;
  const what = missing === failed.length ? 'nothing for' : 'other weights than';
  const count =
    found.length === 1
      ? `\`${failed[0]!.layer.name}\``
      : `${failed.length} of its ${found.length} layers with weights`;
  report({
    code: 'weights-misfit',
    message: `${path} has ${what} ${failed.length === found.length && found.length > 1 ? 'any of the layers' : count} of \`${network.name}\``,
    range: file.range,
    notes: [
      ...shown(notes, (more) => ({ message: `and ${more} more layers` })),
      ...shown(
        others.map((message): Note => ({ message: `taken by no layer: ${message}` })),
        (more) => ({ message: `and ${more} more layers of the file are taken by none` }),
      ),
    ],
    help:
      namesHelp(failed, surplus, index) ??
      'give layers the names and shapes that they have in the file, or say `names:` and `until:`',
  });
}

function shown<T>(list: readonly T[], rest: (more: number) => T): T[] {
  return list.length <= MAX_SHOWN ? [...list] : [...list.slice(0, MAX_SHOWN), rest(list.length - MAX_SHOWN)];
}

function misfitText({ layer, name, match }: Found, { byName }: TensorIndex): string {
  const weightText = (at: number): string => {
    const { name: full, shape } = layer.weights[at]!;
    return `${full.slice(full.lastIndexOf('/') + 1)} ${shapeText(shape)}`;
  };
  const kind = layer.wire ? `${layer.wire.layer} \`${layer.name}\`` : `\`${layer.name}\``;
  const own = layer.weights.map((_, at) => weightText(at)).join(', ');
  if (!match) return `${kind} has ${own}; the file has no layer \`${name ?? layer.name}\``;
  const wrong = layer.weights.flatMap((_, at) => (match.recipes[at] ? [] : [weightText(at)])).join(', ');
  const theirs = match.tensors.map((tensor) => tensorText(byName.get(tensor.name)!)).join(', ');
  return `${kind} has ${wrong}; \`${name!}\` in the file has ${theirs}`;
}

const tensorText = ({ weight, name, shape }: WeightTensor): string =>
  `${typeof weight === 'number' ? `weight ${weight}` : weight || name} ${shapeText(shape)}`;

/** Layers of a file with their tensors: `fc1` weight [32, 784], bias [32]. */
function layerTexts(tensors: readonly WeightTensor[]): string[] {
  return [...indexTensors(tensors).layers].map(
    ([layer, own]) => `${layer === '' ? '' : `\`${layer}\` `}${own.map(tensorText).join(', ')}`,
  );
}

/** A mapping of names under which what is missing would be there, by shapes and in the order of both. */
function namesHelp(
  failed: readonly Found[],
  surplus: readonly WeightTensor[],
  index: TensorIndex,
): string | undefined {
  const free = new Set(indexTensors(surplus).layers.keys());
  const pairs: string[] = [];
  for (const { layer, match } of failed) {
    const near = match ? undefined : [...free].find((name) => isWhole(matchLayer(layer, name, index)));
    if (near === undefined) return undefined;
    free.delete(near);
    pairs.push(
      `${layer.name}: ${/^[\w./]+$/.test(near) && !/^[\d.]+$/.test(near) ? near : JSON.stringify(near)}`,
    );
  }
  return `if these are the same layers, say so: names: {${pairs.join(', ')}}`;
}

function reportSurplus(
  { file }: LoadEntry,
  surplus: readonly WeightTensor[],
  { name, wires }: Network,
  path: string,
  { report }: CompileContext,
): void {
  const layers = layerTexts(surplus);
  const last = wires.findLast((wire) => wire.op === 'layer');
  report({
    code: 'unused',
    severity: 'warning',
    message: `${path} has weights that no layer of \`${name}\` takes`,
    range: file.range,
    notes: shown(
      layers.map((message): Note => ({ message })),
      (more) => ({ message: `and ${more} more layers` }),
    ),
    help: `if that is meant, say how far it goes: load: {file: ${file.value}, until: ${last?.op === 'layer' ? last.name : 'LAYER'}}`,
  });
}
