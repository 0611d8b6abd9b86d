import {
  CompletionItemKind,
  InsertTextFormat,
  MarkupKind,
  type CompletionItem,
  type Position,
} from 'vscode-languageserver';
import { findEntry, valueAtKey, type YamlTree } from '../../dsl/index.js';
import type { Analysis } from '../analysis.js';
import { findWord, describeWord, schemasAt } from '../schema/index.js';
import type { Candidate } from './candidate.js';
import { fieldDetail, fieldsOf } from './fields.js';
import { hasEntry, templateParams, textOf } from '../symbols/index.js';
import { templateParameterDetail } from './template-parameter-detail.js';
import { readCursor, type Cursor } from './cursor.js';
import { choices, missingKeys, takesParameter } from './keys-and-choices.js';
import { namesFor } from './names.js';
import { ownArgumentSchemas, ownWordCandidates } from './own-words.js';
import { profileKeys } from './profile-keys.js';
import { roleAt } from './roles.js';

/** What may be written at a position. Nothing is compiled for it if an earlier version of the text has been. */
export function completionsAt(present: Analysis, position: Position): CompletionItem[] {
  const analysis: Analysis = { ...present, parts: present.recentParts };
  const offset = analysis.offset(position);
  const cursor = readCursor(analysis.text, offset);
  if (!cursor) return [];
  const reference = /\$\{[^}]*$/.exec(cursor.written);
  const candidates = reference ? parameterNames(cursor, analysis) : candidatesAt(cursor, analysis);
  const partial = partialAt(analysis.text, offset, cursor);
  return candidates.map((candidate) => itemOf(candidate, analysis, offset - partial.length, offset));
}

function candidatesAt(cursor: Cursor, analysis: Analysis): Candidate[] {
  const { path, position, written } = cursor;
  const containers = withLaterKeys(cursor, analysis.tree());
  const beside = containers.at(-1);
  const found: Candidate[] = [];
  if (position === 'key') {
    const own = ownArgumentSchemas(path, beside, analysis.words());
    found.push(...missingKeys([...schemasAt(path.slice(0, -1), containers), ...own], beside));
    found.push(...ownWordCandidates(found, analysis.words()));
    found.push(...nameKeys(path, beside, analysis, containers.at(-2)));
    return found;
  }
  const schemas = schemasAt(path, containers);
  const role = roleAt(path);
  if (role) found.push(...namesFor(role, written, beside, analysis));
  if (role?.role !== 'expression' || !written.includes('(')) {
    if (position === 'value or key') {
      // The first key of a map whose other keys stand below.
      const below = treeAt(path, analysis.tree());
      const map = below?.kind === 'map' ? below : undefined;
      found.push(...missingKeys(schemas, map));
      found.push(...nameKeys([...path, ''], map, analysis, beside));
    }
    found.push(...choices(schemas));
    found.push(...ownWordCandidates(found, analysis.words()));
    if (takesParameter(schemas) && !role) found.push(...parameterValues(cursor, analysis));
  }
  return unique(found);
}

/** The map that the cursor is in, with the keys that stand behind the cursor. */
function withLaterKeys({ path, containers }: Cursor, root: YamlTree | undefined): (YamlTree | undefined)[] {
  const written = containers.at(-1);
  if (written?.kind !== 'map') return containers;
  const tree = treeAt(path.slice(0, -1), root);
  if (tree?.kind !== 'map') return containers;
  const later = tree.value.filter(({ key }) => key !== path.at(-1) && !findEntry(written, key));
  return [...containers.slice(0, -1), { ...written, value: [...written.value, ...later] }];
}

function treeAt(path: readonly (string | number)[], root: YamlTree | undefined): YamlTree | undefined {
  return path.reduce<YamlTree | undefined>(
    (tree, step) =>
      tree?.kind === 'list' && typeof step === 'number'
        ? tree.value[step]
        : findEntry(tree, String(step))?.value,
    root,
  );
}

/** Keys that are names: networks of `start` and `rates`, weights of `initial`, weights that are assigned to, fields of `augment`, what profiles change. */
function nameKeys(
  path: readonly (string | number)[],
  map: YamlTree | undefined,
  analysis: Analysis,
  around: YamlTree | undefined,
): Candidate[] {
  const [section, entry, key] = path;
  const isInner = path.length === 4;
  const names = (): Candidate[] => {
    if (section === 'plan' && key === 'start' && isInner)
      return namesFor({ role: 'network' }, '', map, analysis);
    if (section === 'plan' && key === 'initial' && isInner)
      return namesFor({ role: 'bare weight' }, '', map, analysis);
    if (section === 'plan' && key === 'rates' && isInner)
      return namesFor({ role: 'selector' }, '', map, analysis);
    if (section === 'plan' && path.includes('after_update') && path.at(-2) === 'assign')
      return namesFor({ role: 'bare weight' }, '', map, analysis);
    if (section === 'data' && key === 'augment' && isInner) {
      // Images as they come in: what the data set adds is not moved.
      const { added = [] } = analysis.outline().data.get(String(entry)) ?? {};
      return fieldsOf(analysis, String(entry))
        .filter(({ name, type }) => type?.role !== 'label' && !hasEntry(added, name))
        .map((field) => ({ name: field.name, kind: CompletionItemKind.Field, detail: fieldDetail(field) }));
    }
    if (path.at(-2) === 'with') {
      const template = textOf(valueAtKey(around, 'use'));
      if (template !== undefined) return valuesOfTemplate(template, analysis);
    }
    if (section === 'imports' && key === 'with' && isInner) return valuesOfPart(String(entry), analysis);
    return section === 'profiles' && path.length === 3 ? profileKeys(analysis) : [];
  };
  return names()
    .filter(({ name }) => !findEntry(map, name))
    .map((each) => ({ ...each, insert: `${each.name}: `, isCall: false }));
}

/** Parameters that an import may give values for. */
function valuesOfPart(namespace: string, analysis: Analysis): Candidate[] {
  const prefix = `${namespace}.`;
  return [...analysis.outline().params].flatMap(([name, { value }]) =>
    name.startsWith(prefix) && !name.slice(prefix.length).includes('.')
      ? [
          {
            name: name.slice(prefix.length),
            kind: CompletionItemKind.Constant,
            detail: parameterDetail(findEntry(value, 'default')?.value ?? value),
          },
        ]
      : [],
  );
}

/** Parameters of a template that a use may give values for. */
const valuesOfTemplate = (template: string, analysis: Analysis): Candidate[] =>
  templateParams(analysis.outline(), template).map(({ key, value }) => ({
    name: key,
    kind: CompletionItemKind.Constant,
    detail: `parameter${templateParameterDetail(value)}`,
    order: findEntry(value, 'type') && !findEntry(value, 'default') ? 0 : 1,
  }));

/** Parameters, those of the template around the cursor first, and the variables of the loops around it. */
function parameterNames({ containers, path }: Cursor, analysis: Analysis): Candidate[] {
  const variables = containers.flatMap((container) => {
    const loop = findEntry(container, 'for')?.value;
    const maps = loop?.kind === 'list' ? loop.value : loop ? [loop] : [];
    return maps.flatMap((one) => (one.kind === 'map' ? one.value.map(({ key }) => key) : []));
  });
  return unique([
    ...variables.map((name) => ({ name, kind: CompletionItemKind.Variable, detail: 'variable of the loop' })),
    ...(path[0] === 'templates' ? valuesOfTemplate(String(path[1]), analysis) : []).map(
      ({ order: _, ...each }) => each,
    ),
    ...[...analysis.ownOutline().params].map(([name, { value }]) => ({
      name,
      kind: CompletionItemKind.Constant,
      detail: parameterDetail(findEntry(value, 'default')?.value ?? value),
    })),
  ]);
}

const parameterDetail = (byDefault: YamlTree): string =>
  byDefault.kind === 'scalar' ? `parameter, ${JSON.stringify(byDefault.value)} by default` : 'parameter';

/** Parameters as whole values; the quotes are needed in braces. */
const parameterValues = (cursor: Cursor, analysis: Analysis): Candidate[] =>
  /["'$]/.test(cursor.written)
    ? []
    : parameterNames(cursor, analysis).map((each) => ({
        ...each,
        name: `\${${each.name}}`,
        insert: `"\${${each.name}}"`,
        order: 5,
      }));

/** The part of the word at the cursor that is written already. */
function partialAt(text: string, offset: number, { position, path, written }: Cursor): string {
  const line = text.slice(Math.max(0, offset - 400), offset);
  const isReference = /\$\{[^}]*$/.test(written);
  const role = isReference ? undefined : roleAt(path)?.role;
  const dotted = role !== undefined || (position === 'key' && path[0] === 'profiles');
  const words =
    isReference || !dotted
      ? /\w*$/
      : role === 'part'
        ? /[\w./~ -]*$/
        : role === 'selector' || role === 'figure'
          ? /[\w./]*$/
          : /[\w.]*$/;
  return words.exec(line)![0].trimStart();
}

function itemOf(candidate: Candidate, analysis: Analysis, start: number, end: number): CompletionItem {
  const { name, kind, detail, documentation, order = 0, isCall } = candidate;
  const following = analysis.text[end];
  const insert = candidate.insert ?? (isCall === true && following !== '(' ? `${name}(` : name);
  // A colon that is there is kept.
  const newText = following === ':' ? insert.replace(/: $/, '') : insert;
  const word = documentation === undefined || kind === CompletionItemKind.Class ? findWord(name) : undefined;
  const text = word ? describeWord(word) : documentation;
  return {
    label: name,
    kind,
    sortText: `${order}${name}`,
    filterText: name,
    insertTextFormat: InsertTextFormat.PlainText,
    textEdit: { range: analysis.range({ start, end }), newText },
    ...(detail === undefined ? {} : { detail }),
    ...(text === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: text } }),
  };
}

/** The first of those with the same name. */
const unique = (candidates: readonly Candidate[]): Candidate[] =>
  [...new Map([...candidates].reverse().map((each) => [each.name, each])).values()].reverse();
