/** Puts in what a template makes where it is used. */
import { cycleText, type DiagnosticReporter, type SourceRange } from '../../diagnostics/index.js';
import { brokenTree, findEntry, treeExtent, type MapTree, type YamlTree } from '../text/index.js';
import type { ParameterScope } from './parameter-scope.js';
import {
  FORM_TEXT,
  SECTION_OF_FORM,
  STANDING,
  USE_KEYS,
  type Place,
  type TemplateForm,
} from './template-places.js';
import { givenArguments, templateNamed } from './template-arguments.js';
import { withUse, type Template, type Templates } from './templates.js';

interface ExpansionContext {
  templates: Templates;
  report: DiagnosticReporter;
  /** A value of a place, substituted and expanded. */
  walk(tree: YamlTree, names: ParameterScope, place: Place, depth: number): YamlTree;
  /** Counts a use; whether the graph becomes too large, which is reported. */
  isTooLarge(at: SourceRange, depth: number): boolean;
}

/** What stands instead of a map that uses a template; undefined for any other map. */
type TemplateExpansion = (
  map: MapTree,
  names: ParameterScope,
  place: TemplateForm,
  depth: number,
) => YamlTree | undefined;

export function createTemplateExpansion({
  templates,
  report,
  walk,
  isTooLarge,
}: ExpansionContext): TemplateExpansion {
  /** The templates that are being put in, the outermost first. */
  const open: Template[] = [];

  return (map, names, place, depth) => {
    const use = findEntry(map, 'use');
    if (!use) return undefined;
    const broken = brokenTree(map.range);
    const named = walk(use.value, names, 'names', depth);
    const given = findEntry(map, 'with');
    const values = given && walk(given.value, names, 'names', depth);
    const template = templateNamed(named, open.at(-1)?.templates() ?? templates, report);
    if (!template || isTooLarge(named.range, depth)) return broken;
    template.uses += 1;
    if (!fits(template, named, place)) return broken;
    const args = givenArguments(template, named, values, report);
    if (open.includes(template)) {
      const circle = [...open.slice(open.indexOf(template)), template].map(({ name }) => name);
      report({
        code: 'bad-template',
        message: `templates use one another in a circle: ${cycleText(circle)}`,
        range: named.range,
      });
      return broken;
    }
    const at = { template: String((named as { value: unknown }).value), range: named.range };
    const body = withUse(template.body, at);
    if (isTooLarge(named.range, depth + treeExtent(body).depth)) return broken;
    const parameters = templates.valuesOf(template, args);
    open.push(template);
    const made = walk(body, parameters.scope, template.form === 'layers' ? 'layers' : place, depth);
    open.pop();
    for (const { key } of template.params) if (parameters.isUsed(key)) template.needed.add(key);
    const section = SECTION_OF_FORM[place];
    const qualified = template.qualify && section ? template.qualify(made, [section, '_'], at) : made;
    return withOwnKeys(qualified, map, names, place, depth);
  };

  function fits(template: Template, named: YamlTree, place: TemplateForm): boolean {
    const { form, name } = template;
    if (form === place || form === 'value') return true;
    report({
      code: 'bad-template',
      message: `the template \`${name}\` makes ${FORM_TEXT[form]}, but here ${STANDING[place].replace(/^(.*) (stands?)$/, '$2 $1')}`,
      range: named.range,
      notes: [{ message: 'it is declared here', range: template.entry.keyRange }],
      ...(form === 'set' ? { help: `import it under a namespace: imports: {part: {use: ${name}}}` } : {}),
    });
    return false;
  }

  /** Keys beside `use` and `with` go before those of the template. */
  function withOwnKeys(
    made: YamlTree,
    map: MapTree,
    names: ParameterScope,
    place: TemplateForm,
    depth: number,
  ): YamlTree {
    const own = map.value.filter(({ key }) => !USE_KEYS.includes(key));
    if (own.length === 0 || made.kind === 'broken') return made;
    const beside = walk({ ...map, value: own }, names, place, depth) as MapTree;
    if (made.kind === 'map') {
      const value = made.value.filter(({ key }) => !findEntry(beside, key));
      return { ...made, value: [...value, ...beside.value] };
    }
    const [first] = own;
    report({
      code: 'unknown-key',
      message: `the use of a template that makes ${made.kind === 'list' ? 'a list' : 'no map'} has no key \`${first!.key}\``,
      range: first!.keyRange,
      help: 'it has `use` and `with`',
    });
    return made;
  }
}
