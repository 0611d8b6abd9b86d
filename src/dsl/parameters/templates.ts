/** Templates: what a graph writes once and uses several times, with values for its parameters. */
import {
  didYouMean,
  nearestName,
  type DiagnosticReporter,
  type SourceRange,
  type TemplateUse,
} from '../../diagnostics/index.js';
import { PART_SECTIONS } from '../structure/index.js';
import {
  describeValue,
  entriesOfMap,
  valueAtKey,
  type ListTree,
  type MapTree,
  type TreeEntry,
  type YamlTree,
} from '../text/index.js';
import type { ParameterScope } from './parameter-scope.js';
import { TEMPLATE_FORMS, type TemplateForm } from './template-places.js';

/** A template as it is declared. */
export interface Template {
  name: string;
  entry: TreeEntry;
  params: readonly TreeEntry[];
  /** `set`: the sections of a part of a graph; otherwise the value that stands where the template is used. */
  form: TemplateForm | 'set';
  body: YamlTree;
  /** What its text can refer to beside its own parameters: those of the graph that declares it. */
  scope: ParameterScope;
  /** Names of its parameters that some use of it has needed. */
  needed: Set<string>;
  uses: number;
  /** Puts the namespace of a part before the names of that part which a made value holds. */
  qualify?: (made: YamlTree, path: readonly string[], use: TemplateUse) => YamlTree;
  /** The templates that its text can use. */
  templates: () => Templates;
}

/** Values of a template's parameters, for one use. */
interface TemplateValues {
  scope: ParameterScope;
  /** Whether something has referred to a parameter. */
  isUsed(name: string): boolean;
}

export interface Templates {
  find(name: string): Template | undefined;
  /** Names of all templates, for did-you-mean. */
  names(): readonly string[];
  /** Whether a name may be that of a template that could not be read. */
  isUnread(name: string): boolean;
  valuesOf(template: Template, args: readonly TreeEntry[]): TemplateValues;
}

const OTHER_KEYS: readonly string[] = ['params', 'help'];
const SET_KEYS: readonly string[] = PART_SECTIONS;
const NAME = /^[A-Za-z_]\w*$/;

/** The templates of `templates`; those with an error are known by name alone. */
export function readTemplates(
  section: YamlTree | undefined,
  scope: ParameterScope,
  visible: () => Templates,
  report: DiagnosticReporter,
): { templates: Map<string, Template>; unread: Set<string> } {
  const templates = new Map<string, Template>();
  const unread = new Set<string>();
  if (section && section.kind !== 'map' && section.kind !== 'broken' && section.value !== null) {
    report({
      code: 'wrong-type',
      message: `\`templates\` is a map of names to templates, not ${describeValue(section)}`,
      range: section.range,
    });
  }
  for (const entry of entriesOfMap(section)) {
    const template = readTemplate(entry, scope, visible, report);
    if (template) templates.set(entry.key, template);
    else unread.add(entry.key);
  }
  return { templates, unread };
}

function readTemplate(
  entry: TreeEntry,
  scope: ParameterScope,
  templates: () => Templates,
  report: DiagnosticReporter,
): Template | undefined {
  const { key: name, keyRange, value } = entry;
  const fail = (message: string, range = keyRange, help?: string): undefined =>
    report({ code: 'bad-template', message, range, ...(help === undefined ? {} : { help }) }) as undefined;
  if (!NAME.test(name)) {
    report({
      code: 'bad-name',
      message: `a template can not be named \`${name}\``,
      range: keyRange,
      help: 'names are letters, digits and _, and do not begin with a digit',
    });
    return undefined;
  }
  if (value.kind === 'broken') return undefined;
  const forms = `a template has \`params\`, and what it makes: ${quotedList([...TEMPLATE_FORMS])}, or sections`;
  if (value.kind !== 'map')
    return fail(`the template \`${name}\` is a map, not ${describeValue(value)}`, value.range, forms);
  const known = [...OTHER_KEYS, ...TEMPLATE_FORMS, ...SET_KEYS];
  const stray = value.value.filter(({ key }) => !known.includes(key));
  let isMisspelt = false;
  for (const { key, keyRange: range } of stray) {
    const near = nearestName(key, known);
    isMisspelt ||= near !== undefined;
    report({
      code: 'unknown-key',
      message: `the template \`${name}\` has no key \`${key}\``,
      range,
      help: didYouMean(near, range, forms),
    });
  }
  // What was meant is missing: errors that follow from it would be no news.
  if (isMisspelt) return undefined;
  const params = valueAtKey(value, 'params');
  if (params?.kind === 'broken') return undefined;
  if (params && params.kind !== 'map' && params.value !== null)
    return fail(
      `\`params\` of the template \`${name}\` is a map, not ${describeValue(params)}`,
      params.range,
    );
  const common = {
    name,
    entry,
    params: entriesOfMap(params),
    scope,
    templates,
    needed: new Set<string>(),
    uses: 0,
  };
  const single = value.value.filter(({ key }) => (TEMPLATE_FORMS as readonly string[]).includes(key));
  const sections = value.value.filter(({ key }) => SET_KEYS.includes(key));
  const [first, second] = [...single, ...sections];
  if (!first)
    return stray.length > 0 ? undefined : fail(`the template \`${name}\` makes nothing`, keyRange, forms);
  if (single.length > 0 && second) {
    report({
      code: 'conflicting-keys',
      message: `the template \`${name}\` makes one thing: it has \`${first.key}\` and \`${second.key}\``,
      range: second.keyRange,
    });
    return undefined;
  }
  if (single.length > 0) {
    const form = first.key as TemplateForm;
    if (form === 'layers' && first.value.kind !== 'list' && first.value.kind !== 'broken')
      return fail(
        `\`layers\` of the template \`${name}\` is a list of layers, not ${describeValue(first.value)}`,
        first.value.range,
      );
    return { ...common, form, body: first.value };
  }
  return { ...common, form: 'set', body: { ...value, value: sections } };
}

export const quotedList = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(', ');

/** A tree in whose text each range says where the template is used. */
export function withUse<Tree extends YamlTree>(tree: Tree, use: TemplateUse): Tree {
  const placed = (range: SourceRange): SourceRange => ({ ...range, use });
  const walk = (each: YamlTree): YamlTree => {
    const common = { range: placed(each.range), origin: each.origin };
    switch (each.kind) {
      case 'broken':
        return { ...each, ...common };
      case 'scalar': {
        const { text } = each;
        if (!text) return { ...each, ...common };
        return {
          ...each,
          ...common,
          text: { ...text, range: (start, end) => placed(text.range(start, end)) },
        };
      }
      case 'list':
        return { ...each, ...common, value: each.value.map(walk) } satisfies ListTree;
      case 'map': {
        const value = each.value.map((entry) => ({
          ...entry,
          keyRange: placed(entry.keyRange),
          value: walk(entry.value),
        }));
        return { ...each, ...common, value } satisfies MapTree;
      }
    }
  };
  return walk(tree) as Tree;
}
