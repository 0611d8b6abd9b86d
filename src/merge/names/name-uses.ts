/** Where a graph's text has names: declarations, and uses in expressions, selectors, paths of profiles and references. */
import {
  nameRoleAt,
  namesInExpression,
  spanInScalar,
  type SourceNode,
  type SourceScalar,
  type Span,
} from '../../dsl/index.js';
import type { Path } from '../places.js';
import { dataOfEntries, fieldLookup } from './field-lookup.js';

/** Networks and models share their names. */
export type NameKind =
  'callable' | 'data' | 'phase' | 'param' | 'field' | 'evaluation' | 'profile' | 'template';

export interface NameUse extends Span {
  kind: NameKind;
  /** Of a field: `data set/field`. */
  name: string;
  /** Where it stands, without list indices. */
  place: string;
  declares: boolean;
}

const SECTION_KINDS: Readonly<Record<string, NameKind>> = {
  networks: 'callable',
  models: 'callable',
  data: 'data',
  plan: 'phase',
  params: 'param',
  evaluate: 'evaluation',
  profiles: 'profile',
  templates: 'template',
};

export const kindOfSection = (section: string): NameKind | undefined =>
  Object.hasOwn(SECTION_KINDS, section) ? SECTION_KINDS[section] : undefined;

/** All names of a graph's text that a rename of an entry or of an added field changes. */
export function nameUses(root: SourceNode): NameUse[] {
  const uses: NameUse[] = [];
  const dataOf = dataOfEntries(root);
  const fields = fieldLookup(root);
  /** Names that the template around declares itself, which are not those of the graph. */
  let hidden: ReadonlySet<string> = new Set();
  const add = (kind: NameKind, name: string, span: Span, path: Path, declares = false) => {
    if (kind !== 'template' && hidden.has(name)) return;
    const place = path.filter((key) => !/^\d+$/.test(key)).join('.');
    uses.push({ kind, name, start: span.start, end: span.end, place, declares });
  };

  const visit = (node: SourceNode, path: Path, loops: ReadonlySet<string>): void => {
    if (node.kind === 'scalar') {
      if (typeof node.value === 'string') visitText(node, node.value, path, loops);
      return;
    }
    const loop = node.kind === 'map' ? node.items.find(({ key }) => key === 'for')?.value : undefined;
    const inner = loop?.kind === 'map' ? new Set([...loops, ...loop.items.map(({ key }) => key!)]) : loops;
    node.items.forEach((item, at) => {
      const own = [...path, item.key ?? String(at)];
      if (item.key !== undefined) visitKey(item.key, item.keySpan, own);
      if (item.key === 'use' && isUse(item.value)) {
        add('template', item.value.value, spanInScalar(item.value, 0, item.value.value.length), own);
      }
      if (own[0] === 'templates' && own.length === 2) hidden = namesOfTemplate(item.value);
      visit(item.value, own[0] === 'profiles' && own.length === 3 ? profilePath(item.key!) : own, inner);
      if (own[0] === 'templates' && own.length === 2) hidden = new Set();
    });
  };

  const visitKey = (key: string, span: Span, path: Path): void => {
    const [section, owner, part] = path;
    const kind = kindOfSection(section!);
    if (path.length === 2 && kind) add(kind, key, span, path, true);
    else if (section === 'data' && path.length === 4 && part === 'add')
      add('field', `${owner}/${key}`, span, path, true);
    else if (section === 'plan' && path.length === 4 && part === 'start') add('callable', key, span, path);
    else if (section === 'plan' && path.length === 4 && (part === 'rates' || part === 'initial'))
      visitSelectorKey(key, span, path);
    else if (section === 'profiles' && path.length === 3) visitProfilePath(key, span, path);
  };

  /** `encoder`, or `encoder/latent`. */
  const visitSelectorKey = (key: string, { start, end }: Span, path: Path): void => {
    const from = start + (end - start === key.length + 2 ? 1 : 0);
    const name = /^[A-Za-z_]\w*/.exec(key)?.[0];
    if (name !== undefined) add('callable', name, { start: from, end: from + name.length }, path);
  };

  /** `epochs`, or `plan.link.on.epochs`. */
  const visitProfilePath = (key: string, { start, end }: Span, path: Path): void => {
    const quoted = end - start === key.length + 2 ? 1 : 0;
    const [section, name] = key.split('.');
    if (name === undefined) return add('param', key, { start: start + quoted, end: end - quoted }, path);
    const kind = kindOfSection(section!);
    const from = start + quoted + section!.length + 1;
    if (kind) add(kind, name, { start: from, end: from + name.length }, path);
  };

  const visitText = (node: SourceScalar, text: string, path: Path, loops: ReadonlySet<string>): void => {
    const span = (from: number, to: number) => spanInScalar(node, from, to);
    for (const { index, 1: inner } of text.matchAll(/\$\{([^}]*)\}/g)) {
      for (const { 0: name, index: at } of inner!.matchAll(/[A-Za-z_]\w*/g)) {
        const from = index + 2 + at;
        if (!loops.has(name)) add('param', name, span(from, from + name.length), path);
      }
    }
    const role = nameRoleAt(path);
    if (role === 'expression') {
      const context = dataOf(path);
      for (const { name, dotted, start, end, members } of namesInExpression(text)) {
        add('callable', name, span(start, end), path);
        const field = context === undefined ? undefined : fields(context, dotted);
        if (field !== undefined) {
          const last = members.at(-1) ?? { start, end };
          add('field', field, span(last.start, last.end), path);
        }
      }
    } else if (role) {
      const whole = /^[A-Za-z_]\w*/.exec(text)?.[0];
      if (whole !== undefined) add(role, whole, span(0, whole.length), path);
    }
  };

  visit(root, [], new Set());
  return uses;
}

const isUse = (node: SourceNode): node is SourceScalar & { value: string } =>
  node.kind === 'scalar' && typeof node.value === 'string' && /^[A-Za-z_]\w*$/.test(node.value);

/** Parameters of a template, and names in its sections. */
function namesOfTemplate(template: SourceNode): ReadonlySet<string> {
  const keys = ['params', 'data', 'networks', 'models', 'plan'];
  if (template.kind !== 'map') return new Set();
  const maps = template.items.filter(({ key }) => keys.includes(key!)).map(({ value }) => value);
  return new Set(maps.flatMap((map) => (map.kind === 'map' ? map.items.map(({ key }) => key!) : [])));
}

/** The path in the graph whose value an entry of a profile is. */
const profilePath = (key: string): Path => (key.includes('.') ? key.split('.') : ['params', key]);
