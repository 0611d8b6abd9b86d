import { didYouMean, inCircle, suggest, type Report } from '../../diagnostics/index.js';
import { keysOf } from '../../names/index.js';
import type { ResolvedParam } from '../document.js';
import { at, broken, describe, hasBroken, toData, type Tree, type TreeEntry } from '../text/index.js';
import { misfit, readDeclaration, type Declaration } from './declarations.js';
import { expand } from './expand.js';
import type { Change } from './overrides.js';
import type { Scope } from './scope.js';

export interface Parameters {
  scope: Scope;
  /** Every parameter with its value; `used` is right once the graph has been expanded. */
  resolved(): ResolvedParam[];
}

/**
 * The values of the parameters: from the command line, else from the profile, else the default. Values are found when
 * they are asked for, so they may refer to one another in any order.
 */
export function resolveParameters(
  section: Tree | undefined,
  profiles: ReadonlyMap<string, Change[]>,
  profile: readonly Change[],
  commandLine: readonly Change[],
  report: Report,
): Parameters {
  const declarations = new Map<string, Declaration>();
  /** Names whose declaration has an error: using them is no error of its own. */
  const spoilt = new Set<string>();
  for (const entry of entriesOf(section, 'params', report)) {
    const declaration = readDeclaration(entry, report);
    if (declaration) declarations.set(entry.key, declaration);
    else spoilt.add(entry.key);
  }

  const values = new Map<string, Tree>();
  const standards = new Map<string, Tree>();
  const used = new Set<string>();
  const changes = [lastOf(profile), lastOf(commandLine)];
  /** Parameters whose value is being found. */
  const underWay = new Set<string>();

  /** The parameter's value. Those that it is made of come first: chains of them may be thousands long. */
  function valueOf({ name: wanted }: Declaration): Tree {
    const open: { name: string; needs: Iterator<string> }[] = [];
    const enter = (name: string) => {
      underWay.add(name);
      open.push({ name, needs: needsOf(declarations.get(name)!).values() });
    };
    if (!values.has(wanted)) {
      if (underWay.has(wanted)) return circle([wanted]);
      enter(wanted);
    }
    while (open.length > 0) {
      const { name, needs } = open.at(-1)!;
      const { done, value: needed } = needs.next();
      if (done) {
        if (!values.has(name)) values.set(name, computed(declarations.get(name)!));
        underWay.delete(name);
        open.pop();
      } else if (values.has(needed) || !declarations.has(needed)) continue;
      else if (underWay.has(needed))
        circle(open.slice(open.findLastIndex((one) => one.name === needed)).map((one) => one.name));
      else enter(needed);
    }
    return values.get(wanted)!;
  }

  function needsOf({ name, default: standard }: Declaration): Set<string> {
    const needs = new Set<string>();
    const trees = [standard, ...changes.flatMap((last) => last.get(name)?.value ?? [])];
    for (const tree of trees) for (const one of mentionedIn(tree)) needs.add(one);
    return needs;
  }

  /** Parameters that are made of each other have no value. */
  function circle(names: readonly string[]): Tree {
    const { keyRange } = declarations.get(names[0]!)!;
    report({
      code: 'bad-parameter',
      message: `parameters refer to one another in a circle: ${inCircle([...names, names[0]!])}`,
      range: keyRange,
    });
    for (const name of names) values.set(name, broken(declarations.get(name)!.keyRange));
    return broken(keyRange);
  }

  function computed(declaration: Declaration): Tree {
    const { name } = declaration;
    const standard = expand(declaration.default, scope, report);
    standards.set(name, standard);
    if (hasBroken(standard)) return broken(declaration.keyRange);
    let value = standard;
    const wrong = misfit(declaration, standard, standard);
    if (wrong !== undefined) {
      report({
        code: 'bad-parameter',
        message: `the default does not fit: ${wrong}`,
        range: declaration.default.range,
      });
    }
    for (const last of changes) {
      const change = last.get(name);
      if (change) value = changed(declaration, change, standard) ?? value;
    }
    return value;
  }

  /** The value of a change; undefined if the parameter does not allow it. */
  function changed(declaration: Declaration, change: Change, standard: Tree): Tree | undefined {
    let value = expand(change.value, scope, report);
    if (hasBroken(value)) return undefined;
    const isText = standard.kind === 'scalar' && typeof standard.value === 'string';
    if (isText && change.text !== undefined && value.kind === 'scalar' && typeof value.value !== 'string') {
      value = { ...value, value: change.text };
    }
    const wrong = misfit(declaration, value, standard);
    if (wrong === undefined) return value;
    report({
      code: 'bad-parameter-value',
      message: wrong,
      range: change.value.range,
      notes: [{ message: 'the parameter is declared here', range: declaration.keyRange }],
    });
    return undefined;
  }

  const scope: Scope = {
    lookup: (name) => {
      used.add(name);
      const declaration = declarations.get(name);
      if (declaration) return valueOf(declaration);
      return spoilt.has(name) ? broken({ file: '', start: 0, end: 0 }) : undefined;
    },
    names: () => [keysOf(declarations), keysOf(spoilt)],
  };
  // Every profile must fit, also those that nobody asked for.
  for (const change of [...profiles.values()].flat()) {
    const declaration = declarations.get(change.path);
    if (!declaration) continue;
    valueOf(declaration);
    const standard = standards.get(declaration.name);
    if (standard && !hasBroken(standard)) changed(declaration, change, standard);
  }

  const resolved = (): ResolvedParam[] =>
    [...declarations.values()].flatMap((declaration) => {
      const { name, keyRange } = declaration;
      const value = valueOf(declaration);
      if (value.kind === 'broken') return [];
      const [inProfile, onCommandLine] = changes.map((last) => last.has(name));
      const origin = onCommandLine ? 'command line' : inProfile ? 'profile' : 'default';
      return [{ name, value: toData(value), origin, range: keyRange, used: used.has(name) } as const];
    });
  return { scope, resolved };
}

/** The last change of each path. */
const lastOf = (changes: readonly Change[]): ReadonlyMap<string, Change> =>
  new Map(changes.map((change) => [change.path, change]));

/** Names within `${...}` anywhere in a value, but for the variables of its own loops. */
function* mentionedIn(root: Tree): Generator<string> {
  const waiting: { tree: Tree; hidden: ReadonlySet<string> }[] = [{ tree: root, hidden: new Set() }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { tree, hidden } = next;
    if (tree.kind === 'list') for (const item of tree.value) waiting.push({ tree: item, hidden });
    else if (tree.kind === 'map') {
      const loop = at(tree, 'for');
      const variables = loop?.kind === 'map' ? loop.value.map(({ key }) => key) : [];
      const inside = variables.length > 0 ? new Set([...hidden, ...variables]) : hidden;
      for (const { key, value } of tree.value)
        waiting.push({ tree: value, hidden: key === 'layers' ? inside : hidden });
    } else if (typeof tree.value === 'string') {
      for (const [, inner] of tree.value.matchAll(/\$\{([^}]*)\}/g)) {
        for (const [name] of inner!.matchAll(/[A-Za-z_]\w*/g)) if (!hidden.has(name)) yield name;
      }
    }
  }
}

/**
 * The sets of values under `profiles`. They are for parameters; a path (`plan.link.on.epochs`) and what every graph has
 * (`seed`) can be changed as well.
 */
export function readProfiles(
  section: Tree | undefined,
  params: Tree | undefined,
  report: Report,
): Map<string, Change[]> {
  const names = new Set(params?.kind === 'map' ? params.value.map(({ key }) => key) : []);
  const candidates = [...names, ...ALWAYS];
  const known = (entry: TreeEntry): boolean => {
    const { key, keyRange } = entry;
    if (names.has(key) || key.includes('.') || ALWAYS.includes(key)) return true;
    report({
      code: 'unknown-parameter',
      message: `there is no parameter \`${key}\``,
      range: keyRange,
      help: didYouMean(suggest(key, candidates), keyRange, 'declare it under `params`'),
    });
    return false;
  };
  return new Map(
    entriesOf(section, 'profiles', report).map(({ key, value }) => [
      key,
      entriesOf(value, `the profile \`${key}\``, report)
        .filter(known)
        .map((entry) => ({
          path: entry.key,
          pathRange: entry.keyRange,
          value: asProfile(entry.value),
        })),
    ]),
  );
}

/** What every graph has. */
const ALWAYS = ['seed', 'name', 'description'];

function asProfile(tree: Tree): Tree {
  return { ...tree, origin: 'profile' };
}

/** The profile that was asked for. */
export function chosenProfile(
  profiles: ReadonlyMap<string, Change[]>,
  name: string | undefined,
  report: Report,
): readonly Change[] {
  if (name === undefined) return [];
  const found = profiles.get(name);
  if (found) return found;
  const names = [...profiles.keys()];
  report({
    code: 'unknown-profile',
    message: `the graph has no profile \`${name}\``,
    help:
      didYouMean(suggest(name, names)) ??
      (names.length > 0 ? `it has ${names.join(', ')}` : 'it has no profiles'),
  });
  return [];
}

function entriesOf(section: Tree | undefined, name: string, report: Report): readonly TreeEntry[] {
  if (!section || section.kind === 'broken') return [];
  if (section.kind === 'map') return section.value;
  if (section.kind === 'scalar' && section.value === null) return [];
  report({
    code: 'wrong-type',
    message: `${name === 'params' || name === 'profiles' ? `\`${name}\`` : name} is a map of names to values, not ${describe(section)}`,
    range: section.range,
  });
  return [];
}
