import { CompletionItemKind } from 'vscode-languageserver';
import { findEntry, type YamlTree } from '../../dsl/index.js';
import { formsOf, mapForms, type JsonSchema } from '../schema/index.js';
import type { Candidate } from './candidate.js';

/** Keys that a map may have and has not. */
export function missingKeys(schemas: readonly JsonSchema[], map: YamlTree | undefined): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const { properties, required } of mapForms(schemas, map)) {
    for (const [name, schema] of Object.entries(properties ?? {})) {
      if (findEntry(map, name) || found.has(name)) continue;
      const form = formsOf(schema, undefined);
      const description =
        schema.description ?? form.find((each) => each.description !== undefined)?.description;
      const isWord = /^[A-Z]/.test(name);
      found.set(name, {
        name,
        insert: `${name}: `,
        kind: isWord ? CompletionItemKind.Class : CompletionItemKind.Property,
        order: required?.includes(name) ? 0 : 1,
        ...(schema.default === undefined ? {} : { detail: `by default ${JSON.stringify(schema.default)}` }),
        ...(description === undefined ? {} : { documentation: description }),
      });
    }
  }
  return [...found.values()];
}

/** Words that a value may be: choices, names of layers and optimizers, true and false. */
export function choices(schemas: readonly JsonSchema[]): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const schema of schemas) {
    for (const form of formsOf(schema, undefined)) {
      const words = form.enum ?? (form.const === undefined ? [] : [form.const]);
      const all = form.type === 'boolean' ? [...words, true, false] : words;
      for (const word of all) {
        const name = String(word);
        if (found.has(name)) continue;
        found.set(name, {
          name,
          kind: CompletionItemKind.EnumMember,
          ...(form.default === word ? { detail: 'the default' } : {}),
          ...(form.description === undefined ? {} : { documentation: form.description }),
        });
      }
    }
  }
  return [...found.values()];
}

/** Whether a number, a choice or a text may stand there, so that a parameter may as well. */
export const takesParameter = (schemas: readonly JsonSchema[]): boolean =>
  schemas.some((schema) =>
    formsOf(schema, undefined).some(
      ({ type, pattern }: JsonSchema & { pattern?: string }) =>
        type === 'number' || type === 'integer' || pattern === '\\$\\{[^}]+\\}',
    ),
  );
