import type {
  BareWeightEntry,
  InputShape,
  Located,
  ModelEntry,
  NamedNodeEntry,
  NetworkEntry,
  NodeEntry,
} from '../document.js';
import { entryRange, type YamlTree, type TreeEntry } from '../text/index.js';
import { readLoad } from './read-load.js';
import {
  entriesOfMap,
  locatedKey,
  locatedValue,
  checkUniqueNames,
  asList,
  locatedOptional,
  readExpression,
  readNamedExpressions,
  readWordUse,
  validTrees,
  validValueAt,
  writtenValueAt,
  type ReaderContext,
} from './reader-helpers.js';

export function readNetworkEntry(entry: TreeEntry, context: ReaderContext): NetworkEntry {
  const load = validValueAt(entry.value, 'load');
  return {
    name: locatedKey(entry),
    was: locatedOptional<string>(entry.value, 'was'),
    range: entryRange(entry),
    load: load ? readLoad(load) : null,
    body: readNetworkBody(entry.value, context),
  };
}

function readNetworkBody(tree: YamlTree, context: ReaderContext): NetworkEntry['body'] {
  const like = locatedOptional<string>(tree, 'like');
  if (like) return { kind: 'like', network: like };
  const weight = readBareWeight(tree, context);
  if (weight) return weight;
  const inputs = readInputs(tree);
  const nodes = writtenValueAt(tree, 'nodes');
  if (nodes) {
    const read = entriesOfMap(nodes).map((entry) => readNode(entry, context));
    const outputs = validTrees(asList(writtenValueAt(tree, 'outputs'))).map((output) =>
      locatedValue<string>(output),
    );
    checkUniqueNames(outputs, 'outputs', context);
    return { kind: 'nodes', inputs, nodes: read, outputs };
  }
  return { kind: 'chain', inputs, nodes: readLayers(writtenValueAt(tree, 'layers'), context) };
}

/** `{weights: [64, 32], initializer: zeros}`; undefined for what is no bare weight. */
function readBareWeight(tree: YamlTree, context: ReaderContext): BareWeightEntry | undefined {
  const weights = writtenValueAt(tree, 'weights');
  if (!weights) return undefined;
  const word = writtenValueAt(tree, 'initializer');
  const initializer = word ? readWordUse(word, 'an initializer', [], context) : null;
  return { kind: 'weights', shape: readShape(weights), initializer };
}

function readInputs(tree: YamlTree): { name: Located<string> | null; shape: InputShape }[] {
  const input = writtenValueAt(tree, 'input');
  if (input) return [{ name: null, shape: readInputShape(input) }];
  return readNamedInputs(writtenValueAt(tree, 'inputs'));
}

function readNamedInputs(tree: YamlTree | undefined): { name: Located<string>; shape: InputShape }[] {
  return entriesOfMap(tree).map((entry) => ({ name: locatedKey(entry), shape: readInputShape(entry.value) }));
}

function readInputShape(tree: YamlTree): InputShape {
  if (validTrees([tree]).length === 0) return { kind: 'broken' };
  return tree.kind === 'list'
    ? { kind: 'shape', shape: readShape(tree) }
    : { kind: 'network', network: locatedValue<string>(tree) };
}

function readShape(tree: YamlTree): Located<number[]> {
  const sides = tree.kind === 'list' ? tree.value.map(({ value }) => value as number) : [];
  return { value: sides, range: tree.range, origin: tree.origin };
}

/** A chain's layers, with a check that their names are unique. */
function readLayers(tree: YamlTree | undefined, context: ReaderContext): NodeEntry[] {
  const items = tree?.kind === 'list' ? tree.value : [];
  return items.map((item) => readLayer(item, context));
}

function readLayer(tree: YamlTree, context: ReaderContext): NodeEntry {
  const name = locatedOptional<string>(tree, 'name');
  const was = locatedOptional<string>(tree, 'was');
  const { range } = tree;
  const residual = writtenValueAt(tree, 'residual');
  if (residual) return { kind: 'residual', name, was, nodes: readLayers(residual, context), range };
  return { kind: 'layer', name, was, layer: readWordUse(tree, 'a layer', ['name', 'was'], context), range };
}

function readNode(entry: TreeEntry, context: ReaderContext): NamedNodeEntry {
  const { value } = entry;
  const base = {
    name: locatedKey(entry),
    was: locatedOptional<string>(value, 'was'),
    range: entryRange(entry),
  };
  const expression = value.kind === 'map' ? writtenValueAt(value, 'value') : value;
  if (expression) {
    return { ...base, value: { kind: 'expression', expression: readExpression(expression, context) } };
  }
  const weight = readBareWeight(value, context);
  if (weight) return { ...base, value: weight };
  const layer = readWordUse(value, 'a layer', ['of', 'was'], context);
  const given = writtenValueAt(value, 'of');
  const of = given ? asList(given).map((one) => readExpression(one, context)) : null;
  return { ...base, value: { kind: 'layer', layer, of } };
}

export function readModelEntry(entry: TreeEntry, context: ReaderContext): ModelEntry {
  const { value } = entry;
  const base = { name: locatedKey(entry), range: entryRange(entry) };
  if (value.kind !== 'map') {
    return { ...base, body: { kind: 'expression', expression: readExpression(value, context) } };
  }
  const wires = readNamedExpressions(writtenValueAt(value, 'wires'), context);
  const outputs = validTrees(asList(writtenValueAt(value, 'outputs'))).map((output) =>
    locatedValue<string>(output),
  );
  const inputs = readNamedInputs(writtenValueAt(value, 'inputs'));
  checkUniqueNames(outputs, 'outputs', context);
  const times = locatedOptional<number>(value, 'times');
  return { ...base, body: { kind: 'wires', inputs, wires, outputs, times } };
}
