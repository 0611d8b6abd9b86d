/** Tables of the keys of a part of a graph, from the part's schema. */
import { kindOf } from './kinds.mjs';
import { code, linkTo, table } from './markdown.mjs';

const isReference = (schema) => '$ref' in schema;
const definitionOf = ({ $ref }) => $ref.split('/').at(-1);

/** The maps that a value may be: the alternatives of a choice, the items of a list. */
function formsOf(schema) {
  if (isReference(schema)) return [];
  if (schema.if) return [...formsOf(schema.then), ...formsOf(schema.else)];
  if (schema.type === 'array') return formsOf(schema.items ?? {});
  return schema.type === 'object' && schema.properties ? [schema] : [];
}

/** Forms that may occur in a list and alone are one; the simplest comes first. */
const distinct = (forms) => [...new Map(forms.map((form) => [form.title ?? form, form])).values()].reverse();

/** Rows of the keys of a value, and of nested keys. */
function rowsOf(schema, defs, prefix = '') {
  const forms = distinct(formsOf(schema));
  const needed = forms.flatMap(({ required }) => required ?? []);
  const keys = new Map(needed.map((key) => [key, undefined]));
  for (const form of forms) {
    for (const [key, own] of Object.entries(form.properties)) {
      const found = keys.get(key) ?? { own, required: 0, texts: new Map() };
      keys.set(key, found);
      if (form.required?.includes(key)) found.required += 1;
      const text = descriptionOf(own, defs);
      found.texts.set(text, [...(found.texts.get(text) ?? []), form.title]);
    }
  }
  return [...keys].flatMap(([key, { own, required, texts }]) => {
    const path = `${prefix}${key}`;
    const given = required === forms.length ? 'must be given' : required > 0 ? 'by form' : '';
    const fallback = own.default === '' ? 'nothing' : code(own.default);
    const about = [...texts]
      .map(([text, of]) => (texts.size > 1 ? `${of.join(', ')}: ${text}` : text))
      .join(' ');
    const row = [code(path), kind(own, defs), 'default' in own ? fallback : given, about];
    return [row, ...rowsOf(own, defs, `${path}.`), ...rowsOfNamed(own, defs, path)];
  });
}

/** Maps by name: the keys of their values. */
const rowsOfNamed = ({ additionalProperties: value }, defs, path) =>
  typeof value === 'object' ? rowsOf(value, defs, `${path}.NAME.`) : [];

/** Where the value itself may be a map by name. */
function rowsOfEntries(schema, defs) {
  if (schema.if) return [...rowsOfEntries(schema.then, defs), ...rowsOfEntries(schema.else, defs)];
  const { additionalProperties: value } = schema;
  return typeof value === 'object' ? rowsOf(value, defs, 'NAME.') : [];
}

function descriptionOf(schema, defs) {
  const own = isReference(schema) ? defs[definitionOf(schema)] : schema;
  return schema.description ?? own.description ?? '';
}

/** The type of a value, with links to its sections. */
function kind(schema, defs) {
  const named = isReference(schema)
    ? defs[definitionOf(schema)]
    : Object.values(defs).find(({ title }) => title === schema.title);
  if (named) return linkTo(named.title, named.title.toLowerCase());
  const { type, items, additionalProperties: value } = schema;
  if (schema.if?.type === 'array') return `${kind(schema.else, defs)}, or a list of them`;
  if (type === 'object' && value && typeof value === 'object') {
    return `names, each with ${withArticle(kind(value, defs))}`;
  }
  if (type === 'array' && items && isReference(items))
    return `a list, each ${withArticle(kind(items, defs))}`;
  if (schema.expected) return schema.expected;
  if (schema.if) return [...new Set([schema.then, schema.else].map((one) => kind(one, defs)))].join(', or ');
  if (schema.pattern?.startsWith('^[A-Za-z_][A-Za-z0-9_]{')) return nameOf(schema);
  return type === 'object' ? 'a map' : kindOf(schema);
}

/** `A data set.` is described by what it names. */
function nameOf({ description }) {
  const what = /^(An? [\w ]+)\.$/.exec(description)?.[1];
  return what ? `the name of ${what.toLowerCase()}` : 'a name';
}

const withArticle = (text) => {
  if (/^(an?|one|the|any|true) /.test(text) || text.startsWith('`')) return text;
  return `${/^\[?[aeiou]/.test(text) ? 'an' : 'a'} ${text}`;
};

/** Required and own keys of each form of a part. */
function formTable(forms) {
  const everywhere = (key) => forms.every(({ properties }) => Object.hasOwn(properties, key));
  const rows = forms.map((form) => {
    const required = form.required ?? [];
    const own = Object.keys(form.properties).filter((key) => !required.includes(key) && !everywhere(key));
    const word = required.length > 0 ? 'and the arguments of the word' : 'a word with its arguments';
    const needed = [...required.map(code), ...(form.arguments ? [word] : [])];
    return [form.title, needed.join(', '), own.map(code).join(', ')];
  });
  return table(['form', 'must have', 'may have, which not all forms have'], rows);
}

/** The tables of a definition, or of the graph itself. */
export function keySections(schema, defs) {
  const forms = distinct(formsOf(schema));
  // A definition without keys is described in a sentence.
  if (forms.length === 0) return [schema.description];
  return [
    ...(forms.length > 1 ? [formTable(forms)] : []),
    table(['key', 'is', 'default', ''], [...rowsOf(schema, defs), ...rowsOfEntries(schema, defs)]),
  ];
}
