import { canonicalJson, compileDocument, withoutPlaces } from '../compiler/index.js';
import type { SourceRange } from '../diagnostics/index.js';
import { parseYaml, readGraph, type ReadPart, type YamlTree } from '../dsl/index.js';
import { haveSameComments } from './comments.js';
import { GRAPH_ORDER, orderBelow, orderedIndices, type KeyOrder } from './key-order.js';

/** What would change with a text, and where; undefined if nothing does. */
export function changedMeaning(
  before: string,
  after: string,
  file: string,
  readPart?: ReadPart,
): { what: string; range?: SourceRange } | undefined {
  const [tree, newTree] = [parseYaml(before, file, () => {}), parseYaml(after, file, () => {})];
  if (!tree || !newTree) return { what: 'it would not be YAML any more' };
  const changed = changedValue(tree, newTree, GRAPH_ORDER);
  if (changed) return { what: 'a value would change', range: changed };
  if (!haveSameComments(before.replaceAll('\r\n', '\n'), after.replaceAll('\r\n', '\n')))
    return { what: 'a comment would get lost or stand elsewhere' };
  // What has the same values in the same order is compiled to the same.
  if (!changedValue(tree, newTree, undefined)) return undefined;
  return compiledForm(before, file, readPart) === compiledForm(after, file, readPart)
    ? undefined
    : { what: 'it would mean something else' };
}

/** The range of the first value that differs. Keys that have an order may stand in any. */
function changedValue(one: YamlTree, other: YamlTree, order: KeyOrder | undefined): SourceRange | undefined {
  if (one.kind === 'map' && other.kind === 'map') {
    const [entries, others] = [inOrder(one.value, order), inOrder(other.value, order)];
    if (entries.length !== others.length) return one.range;
    for (const [i, { key, keyRange, value }] of entries.entries()) {
      if (key !== others[i]!.key) return keyRange;
      const changed = changedValue(value, others[i]!.value, orderBelow(order, key));
      if (changed) return changed;
    }
    return undefined;
  }
  if (one.kind === 'list' && other.kind === 'list') {
    if (one.value.length !== other.value.length) return one.range;
    for (const [i, value] of one.value.entries()) {
      const changed = changedValue(value, other.value[i]!, order);
      if (changed) return changed;
    }
    return undefined;
  }
  if (one.kind === 'scalar' && other.kind === 'scalar') {
    return Object.is(one.value, other.value) && one.written === other.written ? undefined : one.range;
  }
  return one.kind === other.kind ? undefined : one.range;
}

function inOrder<T extends { key: string }>(
  entries: readonly T[],
  order: KeyOrder | undefined,
): readonly T[] {
  const indices = orderedIndices(
    entries.map(({ key }) => key),
    order,
  );
  return indices ? indices.map((index) => entries[index]!) : entries;
}

/** The program of a graph without places, or what is wrong with it. */
function compiledForm(text: string, file: string, readPart: ReadPart | undefined): string {
  const read = readGraph(text, file, { overrides: [], ...(readPart ? { readPart } : {}) });
  const compiled = read.value ? compileDocument(read.value) : { diagnostics: [] };
  const program = 'value' in compiled ? compiled.value : undefined;
  const found = [...read.diagnostics, ...compiled.diagnostics].map(({ code, severity, message }) =>
    [code, severity, message].join(' '),
  );
  return canonicalJson([found.sort(), program ? withoutPlaces(program) : null]);
}
