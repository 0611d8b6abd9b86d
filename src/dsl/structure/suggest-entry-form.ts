/** Suggestions for entries that do not have the form their section requires. */
import type { SourceRange, Suggestion } from '../../diagnostics/index.js';
import { MAX_FULL_NAME_LENGTH, MAX_NAME_LENGTH } from '../max-name-length.js';
import { valueAtKey, findEntry, type YamlTree } from '../text/index.js';

const NAME_RULE = 'names are letters, digits and _, and do not begin with a digit';

/** The most similar valid name: letters, digits and _. */
export const toIdentifier = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/^\W+|\W+$/g, '')
    .replace(/\W+/g, '_')
    .replace(/^(?=\d)/, '_');

/** The same of a name with namespaces before it. */
export const toFullName = (text: string): string =>
  text
    .split('.')
    .map(toIdentifier)
    .filter((part) => part !== '')
    .join('.');

export function suggestIdentifier(
  text: string,
  range: SourceRange,
  toName: (text: string) => string = toIdentifier,
): Suggestion {
  const parts = text.split('.');
  if (text.length > MAX_FULL_NAME_LENGTH || parts.some(({ length }) => length > MAX_NAME_LENGTH)) {
    const limit = parts.length > 1 ? `, ${MAX_FULL_NAME_LENGTH} with their namespaces` : '';
    return { message: `names have at most ${MAX_NAME_LENGTH} characters${limit}` };
  }
  const clean = toName(text);
  if (clean === '' || clean === text) return { message: NAME_RULE };
  return { message: `write ${clean}: ${NAME_RULE}`, range, replacement: clean, otherwise: NAME_RULE };
}

const ENTRY_FORMS: Readonly<Record<string, string>> = {
  data: '{source: ...}, {from: ...} or {pair: ..., by: ...}',
  networks: '{input: [28, 28, 1], layers: [...]}, {like: ...}',
  plan: '{train: ..., on: ..., loss: ..., optimizer: ...}',
  evaluate: '{on: ..., measure: ..., expect: ...}',
};

/** Suggests the form of a section's entry: `mnist: mnist` becomes `mnist: {source: mnist}`. */
export function suggestEntryForm(
  root: YamlTree,
  [section, name, ...rest]: readonly string[],
  tree: YamlTree,
): Suggestion | undefined {
  if (section === undefined || name === undefined || rest.length > 0 || !Object.hasOwn(ENTRY_FORMS, section))
    return undefined;
  const form = `write ${ENTRY_FORMS[section]}`;
  if (tree.kind === 'list' && section === 'networks') {
    return { message: 'put the list under `layers`: {input: [28, 28, 1], layers: [...]}' };
  }
  if (tree.kind !== 'scalar' || typeof tree.value !== 'string') return { message: form };
  const others = valueAtKey(root, section);
  const isOther = tree.value !== name && findEntry(others, tree.value) !== undefined;
  const key = { data: isOther ? 'from' : 'source', networks: 'like' }[section];
  if (key === undefined) return { message: form };
  const replacement = `{${key}: ${tree.value}}`;
  return { message: `write ${name}: ${replacement}`, range: tree.range, replacement, otherwise: form };
}
