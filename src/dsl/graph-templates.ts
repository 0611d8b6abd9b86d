/** The templates that a graph can use: its own, and those of its parts. */
import type { DiagnosticReporter, TemplateUse } from '../diagnostics/index.js';
import { qualifyValue, type ImportEntry } from './imports/index.js';
import {
  FORM_TEXT,
  STANDING,
  givenArguments,
  readTemplates,
  resolveParameters,
  templateNamed,
  TEMPLATE_PARAMETER,
  withUse,
  type Override,
  type ParameterScope,
  type Template,
  type Templates,
} from './parameters/index.js';
import { valueAtKey, type MapTree, type TreeEntry, type YamlTree } from './text/index.js';

export interface GraphTemplates extends Templates {
  /** Those that the graph declares itself. */
  own: ReadonlyMap<string, Template>;
  all: ReadonlyMap<string, Template>;
  /** Adds those of a part; undefined if it could not be read. */
  addPart(namespace: string, part: { templates: GraphTemplates; tree: MapTree } | undefined): void;
}

/** @param outer those of the graph around one that a template makes */
export function createGraphTemplates(
  section: YamlTree | undefined,
  scope: ParameterScope,
  report: DiagnosticReporter,
  outer?: Templates,
): GraphTemplates {
  const { templates: own, unread } = readTemplates(section, scope, () => visible, report);
  const all = new Map(own);
  const unreadParts: string[] = [];
  const visible: GraphTemplates = {
    own,
    all,
    find: (name) => all.get(name) ?? outer?.find(name),
    names: () => [...all.keys(), ...(outer?.names() ?? [])],
    isUnread: (name) =>
      unread.has(name) ||
      unreadParts.some((space) => name.startsWith(`${space}.`)) ||
      (outer?.isUnread(name) ?? false),
    valuesOf(template, args) {
      const changes = args.map(({ key, keyRange, value }) => ({ path: key, pathRange: keyRange, value }));
      return resolveParameters(
        { ...template.body, kind: 'map', value: [...template.params] },
        [],
        [{ origin: 'import', changes }],
        report,
        { outer: template.scope, schema: TEMPLATE_PARAMETER },
      );
    },
    addPart(namespace, part) {
      if (!part) unreadParts.push(namespace);
      else
        for (const [name, template] of part.templates.all) {
          all.set(`${namespace}.${name}`, ofPart(template, namespace, part.tree));
        }
    },
  };
  return visible;
}

/** The same template, where the part that declares it is imported. Its count of uses is that of the part. */
function ofPart(template: Template, namespace: string, part: MapTree): Template {
  const inner = template.qualify;
  return {
    ...template,
    qualify: (made, path, use) =>
      qualifyValue(inner ? inner(made, path, use) : made, path, part, namespace, use),
  };
}

/**
 * The graph that a template makes under a namespace, and the values that it is given; undefined after an error.
 *
 * @param around the namespace of the graph that imports it
 */
export function readSetUse(
  { namespace, entry }: ImportEntry,
  named: YamlTree,
  around: string | undefined,
  templates: Templates,
  report: DiagnosticReporter,
): { template: Template; tree: MapTree; use: TemplateUse; values: Override[] } | undefined {
  const template = templateNamed(named, templates, report);
  if (!template) return undefined;
  template.uses += 1;
  if (template.form !== 'set') {
    report({
      code: 'bad-template',
      message: `the template \`${template.name}\` makes ${FORM_TEXT[template.form]}, and a namespace is for a set of entries`,
      range: named.range,
      notes: [{ message: 'it is declared here', range: template.entry.keyRange }],
      help: `write {use: ${template.name}} where ${STANDING[template.form]}`,
    });
    return undefined;
  }
  const use = {
    template: String((named as { value: unknown }).value),
    range: named.range,
    namespace: around === undefined ? namespace : `${around}.${namespace}`,
  };
  const body = withUse(template.body as MapTree, use);
  const params: TreeEntry = {
    ...entry,
    key: 'params',
    value: { ...body, value: [...template.params] },
  };
  const args = givenArguments(template, named, valueAtKey(entry.value, 'with'), report);
  return {
    template,
    use,
    tree: { ...body, value: [params, ...body.value] },
    values: args.map(({ key, keyRange, value }) => ({
      path: key,
      pathRange: keyRange,
      value: value.origin === 'written' ? { ...value, origin: 'import' } : value,
    })),
  };
}
