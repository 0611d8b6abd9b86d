/**
 * Shared by the readers of all sections. Their input has passed the structure check (every value has the required
 * type or is a broken tree, which has been reported), so they do not check it again; they report what only they can
 * see (expressions, words, duplicate names). A value that cannot be read does not affect the others.
 */
import {
  didYouMean,
  nearestName,
  type DiagnosticReporter,
  type SourceRange,
} from '../../diagnostics/index.js';
import type { Located, PlainValue, PlainEntry, WordUse } from '../document.js';
import { parseExpression, type Expression } from '../expression/index.js';
import {
  findEntry,
  entriesOfMap,
  entryRange,
  containsBroken,
  sourceMapFromOffsets,
  verbatimSourceMap,
  type ScalarTree,
  type YamlTree,
  type TreeEntry,
} from '../text/index.js';

export { entriesOfMap };

export interface ReaderContext {
  report: DiagnosticReporter;
  /** Expressions in which substituted values were parenthesized, for the resolved graph. */
  rewritten: Map<YamlTree, string>;
  /** What may stand before the name of a network or model, with a dot. */
  namespaces: ReadonlySet<string>;
  /** Marks the entry as incomplete: a part of it could not be read, which has been reported. */
  fail(): void;
}

/** The value of a key, which may contain broken trees. */
export const writtenValueAt = (map: YamlTree, key: string): YamlTree | undefined =>
  findEntry(map, key)?.value;

/** The value of a key, if it could be read. */
export function validValueAt(map: YamlTree, key: string): YamlTree | undefined {
  const tree = writtenValueAt(map, key);
  return tree && !containsBroken(tree) ? tree : undefined;
}

/** The values without broken parts. */
export const validTrees = (trees: readonly YamlTree[]): YamlTree[] =>
  trees.filter((tree) => !containsBroken(tree));

export const validEntries = (list: readonly TreeEntry[]): TreeEntry[] =>
  list.filter(({ value }) => !containsBroken(value));

export function locatedValue<T>(tree: YamlTree): Located<T> {
  const { range, origin } = tree;
  const prefix = tree.kind === 'scalar' ? tree.prefix : undefined;
  return { value: tree.value as T, range, origin, ...(prefix === undefined ? {} : { prefix }) };
}

/** The value of a key, or null. */
export function locatedOptional<T>(map: YamlTree, key: string): Located<T> | null {
  const tree = validValueAt(map, key);
  return tree ? locatedValue<T>(tree) : null;
}

export function locatedKey({ key, keyRange }: TreeEntry): Located<string> {
  return { value: key, range: keyRange, origin: 'written' };
}

/** A value as a list: its items, or itself. */
export function asList(tree: YamlTree | undefined): readonly YamlTree[] {
  if (!tree) return [];
  return tree.kind === 'list' ? tree.value : [tree];
}

export function readExpression(tree: YamlTree, context: ReaderContext): Expression {
  const expression = expressionIn(tree, context);
  if (expression) return expression;
  context.fail();
  return { kind: 'broken', range: tree.range };
}

function expressionIn(tree: YamlTree, context: ReaderContext): Expression | undefined {
  if (tree.kind !== 'scalar') return undefined;
  if (typeof tree.value === 'number') return { kind: 'number', value: tree.value, range: tree.range };
  const { value, text } = parenthesizeSubstitutions(tree, String(tree.value));
  if (value !== tree.value) context.rewritten.set(tree, value);
  return parseExpression(value, text.range, context.report, context.namespaces);
}

/** Parenthesizes substituted values, unless they are a name or a number: `${a} ** 2` squares all of a. */
function parenthesizeSubstitutions(
  tree: ScalarTree,
  value: string,
): { value: string; text: NonNullable<ScalarTree['text']> } {
  const text = tree.text ?? verbatimSourceMap(tree.range);
  const loose = text.substitutions.filter(({ start, end }) => !/^[\w.]+$/.test(value.slice(start, end)));
  if (loose.length === 0) return { value, text };
  const starts: number[] = [];
  const ends: number[] = [];
  let result = '';
  const push = (character: string, { start, end }: SourceRange) => {
    result += character;
    starts.push(start);
    ends.push(end);
  };
  const closings = new Map([...loose].reverse().map((piece) => [piece.end, piece]));
  const openings = new Map([...loose].reverse().map((piece) => [piece.start, piece]));
  for (let i = 0; i <= value.length; i += 1) {
    const closing = closings.get(i);
    if (closing) push(')', text.range(closing.start, closing.end));
    const opening = openings.get(i);
    if (opening) push('(', text.range(opening.start, opening.end));
    if (i < value.length) push(value[i]!, text.range(i, i + 1));
  }
  return { value: result, text: sourceMapFromOffsets(tree.range, starts, ends) };
}

/** `{name: expression}` */
export function readNamedExpressions(
  tree: YamlTree | undefined,
  context: ReaderContext,
): { name: Located<string>; expression: Expression }[] {
  return entriesOfMap(tree).map((entry) => ({
    name: locatedKey(entry),
    expression: readExpression(entry.value, context),
  }));
}

/**
 * `Flatten`, `{Dropout: 0.2}`, `{Dense: {units: 32}, name: latent}`: a word with its arguments, and the keys `beside`
 * it. `what` describes it in messages.
 */
export function readWordUse(
  tree: YamlTree,
  kind: string,
  siblingKeys: readonly string[],
  { report, fail }: ReaderContext,
): WordUse {
  if (tree.kind === 'scalar') {
    return { word: locatedValue<string>(tree), range: tree.range, args: [] };
  }
  const noWord = (): WordUse => {
    fail();
    const { range, origin } = tree;
    return { word: { value: '', range, origin }, range, args: [], broken: true };
  };
  if (tree.kind !== 'map') return noWord();
  const words = entriesOfMap(tree).filter(({ key }) => !siblingKeys.includes(key));
  const [first, second] = words;
  if (!first) {
    report({
      code: 'missing-key',
      message: `${kind} is missing here`,
      range: tree.range,
      help: `it stands as a key: {Word: {argument: value}}`,
    });
    return noWord();
  }
  if (second) {
    const near = nearestName(second.key, siblingKeys);
    if (near !== undefined) {
      report({
        code: 'unknown-key',
        message: `${kind} has no key \`${second.key}\` beside it`,
        range: second.keyRange,
        help: didYouMean(near, second.keyRange),
      });
      return noWord();
    }
    report({
      code: 'conflicting-keys',
      message: `${kind} is one word, but here are ${words.map(({ key }) => `\`${key}\``).join(' and ')}`,
      range: second.keyRange,
      help: looksLikeArgument(second.key)
        ? `arguments stand inside: {${first.key}: {${second.key}: ...}}`
        : kind === 'a layer'
          ? 'write one after the other, each as an item of its own'
          : kind === 'an optimizer'
            ? 'keep one of them; what is trained by another optimizer is an update of its own, under `updates`'
            : 'keep one of them',
    });
    return noWord();
  }
  return wordUseOf(first);
}

const looksLikeArgument = (key: string): boolean => /^[a-z]/.test(key);

/** `Dense: {units: 32}` */
export function wordUseOf(entry: TreeEntry): WordUse {
  const { key, keyRange, value } = entry;
  const word: Located<string> = { value: key, range: keyRange, origin: 'written' };
  const range = entryRange(entry);
  if (value.kind === 'map') return { word, range, ...validArguments(value.value) };
  if (value.kind === 'scalar' && value.value === null) return { word, range, args: [] };
  if (containsBroken(value)) return { word, range, args: [], unread: [''] };
  return { word, range, args: [], main: value as PlainValue };
}

/** Named arguments; those with a broken part only by name. */
export function validArguments(list: readonly TreeEntry[]): { args: PlainEntry[]; unread?: string[] } {
  const args = validEntries(list) as PlainEntry[];
  if (args.length === list.length) return { args };
  return { args, unread: list.flatMap(({ key, value }) => (containsBroken(value) ? [key] : [])) };
}

/** Checks that names are unique; a second use is reported. */
export function checkUniqueNames(
  names: readonly (Located<string> | null)[],
  kind: string,
  { report, fail }: Pick<ReaderContext, 'report'> & Partial<Pick<ReaderContext, 'fail'>>,
): void {
  const seen = new Map<string, Located<string>>();
  for (const name of names) {
    if (!name) continue;
    const earlier = seen.get(name.value);
    if (earlier) {
      fail?.();
      report({
        code: 'duplicate-name',
        message: `two ${kind} are named \`${name.value}\``,
        range: name.range,
        notes: [{ message: 'the first is here', range: earlier.range }],
      });
    } else seen.set(name.value, name);
  }
}
