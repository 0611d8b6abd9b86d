import type {
  InputShape,
  Located,
  ModelEntry,
  NamedNodeEntry,
  NetworkEntry,
  NodeEntry,
} from '../document.js';
import { at, entryRange, type Tree, type TreeEntry } from '../text/index.js';
import {
  all,
  entries,
  keyOf,
  located,
  onceOnly,
  oneOrMore,
  optional,
  readExpression,
  readNamed,
  readWord,
  type Reading,
} from './common.js';

export function readNetwork(entry: TreeEntry, reading: Reading): NetworkEntry | undefined {
  const body = readBody(entry.value, reading);
  return body && { name: keyOf(entry), range: entryRange(entry), body };
}

function readBody(tree: Tree, reading: Reading): NetworkEntry['body'] | undefined {
  const like = optional<string>(tree, 'like');
  if (like) return { kind: 'like', network: like };
  const weights = at(tree, 'weights');
  if (weights) {
    const written = at(tree, 'initializer');
    const initializer = written ? readWord(written, 'an initializer', [], reading) : null;
    return initializer === undefined ? undefined : { kind: 'weights', shape: shapeOf(weights), initializer };
  }
  const inputs = readInputs(tree);
  const nodes = at(tree, 'nodes');
  if (nodes) {
    const read = all(entries(nodes), (entry) => readNode(entry, reading));
    const outputs = oneOrMore(at(tree, 'outputs')).map((output) => located<string>(output));
    return read && onceOnly(outputs, 'outputs', reading)
      ? { kind: 'nodes', inputs, nodes: read, outputs }
      : undefined;
  }
  const layers = readLayers(at(tree, 'layers'), reading);
  return layers && { kind: 'chain', inputs, nodes: layers };
}

function readInputs(tree: Tree): { name: Located<string> | null; shape: InputShape }[] {
  const input = at(tree, 'input');
  if (input) return [{ name: null, shape: inputShape(input) }];
  return namedInputs(at(tree, 'inputs'));
}

function namedInputs(tree: Tree | undefined): { name: Located<string>; shape: InputShape }[] {
  return entries(tree).map((entry) => ({ name: keyOf(entry), shape: inputShape(entry.value) }));
}

function inputShape(tree: Tree): InputShape {
  return tree.kind === 'list'
    ? { kind: 'shape', shape: shapeOf(tree) }
    : { kind: 'network', network: located<string>(tree) };
}

function shapeOf(tree: Tree): Located<number[]> {
  const sides = tree.kind === 'list' ? tree.value.map(({ value }) => value as number) : [];
  return { value: sides, range: tree.range, origin: tree.origin };
}

/** A chain's layers; their names are given once. */
function readLayers(tree: Tree | undefined, reading: Reading): NodeEntry[] | undefined {
  const items = tree?.kind === 'list' ? tree.value : [];
  return all(items, (item) => readLayer(item, reading));
}

function readLayer(tree: Tree, reading: Reading): NodeEntry | undefined {
  const name = optional<string>(tree, 'name');
  const residual = at(tree, 'residual');
  if (residual) {
    const nodes = readLayers(residual, reading);
    return nodes && { kind: 'residual', name, nodes, range: tree.range };
  }
  const layer = readWord(tree, 'a layer', ['name'], reading);
  return layer && { kind: 'layer', name, layer, range: tree.range };
}

function readNode(entry: TreeEntry, reading: Reading): NamedNodeEntry | undefined {
  const { value } = entry;
  const base = { name: keyOf(entry), range: entryRange(entry) };
  if (value.kind !== 'map') {
    const expression = readExpression(value, reading);
    return expression && { ...base, value: { kind: 'expression', expression } };
  }
  const layer = readWord(value, 'a layer', ['of'], reading);
  const written = at(value, 'of');
  const of = written ? all(oneOrMore(written), (one) => readExpression(one, reading)) : null;
  return layer && of !== undefined ? { ...base, value: { kind: 'layer', layer, of } } : undefined;
}

export function readModel(entry: TreeEntry, reading: Reading): ModelEntry | undefined {
  const { value } = entry;
  const base = { name: keyOf(entry), range: entryRange(entry) };
  if (value.kind !== 'map') {
    const expression = readExpression(value, reading);
    return expression && { ...base, body: { kind: 'expression', expression } };
  }
  const wires = readNamed(at(value, 'wires'), reading);
  const outputs = oneOrMore(at(value, 'outputs')).map((output) => located<string>(output));
  const inputs = namedInputs(at(value, 'inputs'));
  return wires && onceOnly(outputs, 'outputs', reading)
    ? { ...base, body: { kind: 'wires', inputs, wires, outputs } }
    : undefined;
}
