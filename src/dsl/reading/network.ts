import type {
  InputShape,
  Located,
  ModelEntry,
  NamedNodeEntry,
  NetworkEntry,
  NodeEntry,
} from '../document.js';
import { entryRange, type Tree, type TreeEntry } from '../text/index.js';
import {
  entries,
  keyOf,
  located,
  onceOnly,
  oneOrMore,
  optional,
  readExpression,
  readNamed,
  readWord,
  sound,
  written,
  type Reading,
} from './common.js';

export function readNetwork(entry: TreeEntry, reading: Reading): NetworkEntry {
  return { name: keyOf(entry), range: entryRange(entry), body: readBody(entry.value, reading) };
}

function readBody(tree: Tree, reading: Reading): NetworkEntry['body'] {
  const like = optional<string>(tree, 'like');
  if (like) return { kind: 'like', network: like };
  const weights = written(tree, 'weights');
  if (weights) {
    const word = written(tree, 'initializer');
    const initializer = word ? readWord(word, 'an initializer', [], reading) : null;
    return { kind: 'weights', shape: shapeOf(weights), initializer };
  }
  const inputs = readInputs(tree);
  const nodes = written(tree, 'nodes');
  if (nodes) {
    const read = entries(nodes).map((entry) => readNode(entry, reading));
    const outputs = sound(oneOrMore(written(tree, 'outputs'))).map((output) => located<string>(output));
    onceOnly(outputs, 'outputs', reading);
    return { kind: 'nodes', inputs, nodes: read, outputs };
  }
  return { kind: 'chain', inputs, nodes: readLayers(written(tree, 'layers'), reading) };
}

function readInputs(tree: Tree): { name: Located<string> | null; shape: InputShape }[] {
  const input = written(tree, 'input');
  if (input) return [{ name: null, shape: inputShape(input) }];
  return namedInputs(written(tree, 'inputs'));
}

function namedInputs(tree: Tree | undefined): { name: Located<string>; shape: InputShape }[] {
  return entries(tree).map((entry) => ({ name: keyOf(entry), shape: inputShape(entry.value) }));
}

function inputShape(tree: Tree): InputShape {
  if (sound([tree]).length === 0) return { kind: 'broken' };
  return tree.kind === 'list'
    ? { kind: 'shape', shape: shapeOf(tree) }
    : { kind: 'network', network: located<string>(tree) };
}

function shapeOf(tree: Tree): Located<number[]> {
  const sides = tree.kind === 'list' ? tree.value.map(({ value }) => value as number) : [];
  return { value: sides, range: tree.range, origin: tree.origin };
}

/** A chain's layers; their names are given once. */
function readLayers(tree: Tree | undefined, reading: Reading): NodeEntry[] {
  const items = tree?.kind === 'list' ? tree.value : [];
  return items.map((item) => readLayer(item, reading));
}

function readLayer(tree: Tree, reading: Reading): NodeEntry {
  const name = optional<string>(tree, 'name');
  const { range } = tree;
  const residual = written(tree, 'residual');
  if (residual) return { kind: 'residual', name, nodes: readLayers(residual, reading), range };
  return { kind: 'layer', name, layer: readWord(tree, 'a layer', ['name'], reading), range };
}

function readNode(entry: TreeEntry, reading: Reading): NamedNodeEntry {
  const { value } = entry;
  const base = { name: keyOf(entry), range: entryRange(entry) };
  if (value.kind !== 'map') {
    return { ...base, value: { kind: 'expression', expression: readExpression(value, reading) } };
  }
  const layer = readWord(value, 'a layer', ['of'], reading);
  const given = written(value, 'of');
  const of = given ? oneOrMore(given).map((one) => readExpression(one, reading)) : null;
  return { ...base, value: { kind: 'layer', layer, of } };
}

export function readModel(entry: TreeEntry, reading: Reading): ModelEntry {
  const { value } = entry;
  const base = { name: keyOf(entry), range: entryRange(entry) };
  if (value.kind !== 'map') {
    return { ...base, body: { kind: 'expression', expression: readExpression(value, reading) } };
  }
  const wires = readNamed(written(value, 'wires'), reading);
  const outputs = sound(oneOrMore(written(value, 'outputs'))).map((output) => located<string>(output));
  const inputs = namedInputs(written(value, 'inputs'));
  onceOnly(outputs, 'outputs', reading);
  return { ...base, body: { kind: 'wires', inputs, wires, outputs } };
}
