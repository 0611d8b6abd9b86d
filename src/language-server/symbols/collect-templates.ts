import { entriesOfMap, findEntry, valueAtKey, type TreeEntry, type YamlTree } from '../../dsl/index.js';
import { entriesAt, textOf, type GraphOutline } from './outline.js';
import type { Recorder } from './recorder.js';
import { symbolOf } from './resolve-names.js';

/** What the parameters of a template belong to. */
export const templateOwner = (template: string): string => `templates.${template}`;

/** Parameters of a template, as they are declared. */
export const templateParams = (outline: GraphOutline, template: string): readonly TreeEntry[] =>
  entriesAt(outline.templates.get(template), 'params');

/** Templates and their parameters, where they are declared and where they are used. */
export function collectTemplates(
  root: YamlTree | undefined,
  outline: GraphOutline,
  recorder: Recorder,
): void {
  for (const { key: template, keyRange, value } of entriesAt(root, 'templates')) {
    recorder.define(symbolOf('template', template), keyRange);
    for (const { key, keyRange: place } of entriesAt(value, 'params'))
      recorder.define(symbolOf('parameter', key, templateOwner(template)), place);
  }
  if (outline.templates.size > 0) visit(root);

  function visit(tree: YamlTree | undefined): void {
    if (tree?.kind === 'list') tree.value.forEach(visit);
    if (tree?.kind !== 'map') return;
    const named = valueAtKey(tree, 'use');
    const template = textOf(named);
    if (template !== undefined && outline.templates.has(template)) {
      recorder.use(symbolOf('template', template), named);
      const params = templateParams(outline, template);
      for (const { key, keyRange } of entriesOfMap(findEntry(tree, 'with')?.value)) {
        if (params.some((param) => param.key === key))
          recorder.use(symbolOf('parameter', key, templateOwner(template)), keyRange);
      }
    }
    for (const { value } of tree.value) visit(value);
  }
}
