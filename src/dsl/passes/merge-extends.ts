import { didYouMean, cycleText, suggestAmong, type DiagnosticReporter } from '../../diagnostics/index.js';
import { keysOf } from '../../records/index.js';
import { valueAtKey, brokenTree, findEntry, type YamlTree, type TreeEntry } from '../text/index.js';

/** Keys whose maps are merged key by key; any other value replaces the base's. */
const MERGED_KEYS: ReadonlySet<string> = new Set(['on', 'wires', 'losses', 'metrics']);

/** Alternative keys for what is trained: one of them in a phase replaces the base's others. */
const REPLACED_KEYS: Readonly<Record<string, readonly string[]>> = {
  loss: ['losses', 'updates', 'solve'],
  losses: ['loss', 'updates', 'solve'],
  updates: ['train', 'loss', 'losses', 'solve'],
  // How weights are moved by gradients has no meaning where they are solved for.
  solve: [
    'loss',
    'losses',
    'updates',
    'optimizer',
    'learning_rate',
    'rates',
    'clip_gradients',
    'after_update',
    'stop_early',
    'keep',
  ],
};

/**
 * Resolves `extends`: each phase holds its base's entries, overridden by its own.
 *
 * @param isUnknown whether a name may be one of a part that could not be read, which has been reported
 */
export function mergeExtendedPhases(
  root: YamlTree,
  report: DiagnosticReporter,
  isUnknown: (name: string) => boolean = () => false,
): YamlTree {
  const plan = valueAtKey(root, 'plan');
  if (root.kind !== 'map' || plan?.kind !== 'map') return root;
  if (!plan.value.some(({ value }) => findEntry(value, 'extends'))) return root;
  const phases = new Map(plan.value.map((entry) => [entry.key, entry.value]));
  const done = new Map<string, YamlTree>();

  /**
   * A phase merged with all that it extends. Its bases are merged first, without recursion: chains of them may be
   * thousands long.
   */
  function mergedPhase(wanted: string): YamlTree {
    const open = new Map<string, string>();
    for (let name = wanted; !done.has(name);) {
      const base = findEntry(phases.get(name)!, 'extends');
      const of = base && baseOf(name, base, open);
      if (of === undefined) {
        done.set(name, base ? brokenTree(phases.get(name)!.range) : phases.get(name)!);
        break;
      }
      open.set(name, of);
      name = of;
    }
    for (const [name, of] of [...open].reverse()) {
      const [phase, basePhase] = [phases.get(name)!, done.get(of)!];
      if (phase.kind !== 'map') done.set(name, phase);
      else if (basePhase.kind !== 'map') done.set(name, brokenTree(phase.range));
      else done.set(name, { ...phase, value: mergePhaseEntries(basePhase.value, phase.value) });
    }
    return done.get(wanted)!;
  }

  /** The base of a phase; undefined after an error. `open` are the phases that wait for it. */
  function baseOf(
    name: string,
    { value: of }: TreeEntry,
    open: ReadonlyMap<string, string>,
  ): string | undefined {
    if (of.kind === 'broken') return undefined;
    const fail = (message: string, help?: ReturnType<typeof didYouMean>): undefined =>
      report({ code: 'bad-extends', message, range: of.range, ...(help ? { help } : {}) }) as undefined;
    if (of.kind !== 'scalar' || typeof of.value !== 'string') {
      return fail(`\`extends\` of phase \`${name}\` is the name of a phase`);
    }
    if (!phases.has(of.value) && isUnknown(of.value)) return undefined;
    if (!phases.has(of.value)) {
      const near = suggestAmong(of.value, [keysOf(phases)], name);
      return fail(`there is no phase \`${of.value}\` to extend`, didYouMean(near, of.range));
    }
    if (of.value === name || open.has(of.value)) {
      return fail(`phase \`${name}\` extends itself: ${cycleText([...open.keys(), name, of.value])}`);
    }
    return of.value;
  }

  const value = root.value.map((entry) =>
    entry.key === 'plan'
      ? {
          ...entry,
          value: {
            ...plan,
            value: plan.value.map((phase) => ({ ...phase, value: mergedPhase(phase.key) })),
          },
        }
      : entry,
  );
  return { ...root, value };
}

const replacedKeys = (key: string): readonly string[] =>
  Object.hasOwn(REPLACED_KEYS, key) ? REPLACED_KEYS[key]! : [];

/** Expands `on: mnist` to `on: {data: mnist}`. */
function expandShortOn(on: YamlTree): YamlTree {
  if (on.kind !== 'scalar') return on;
  const { range, origin } = on;
  return { kind: 'map', value: [{ key: 'data', keyRange: range, value: on }], range, origin };
}

function mergePhaseEntries(base: readonly TreeEntry[], own: readonly TreeEntry[]): TreeEntry[] {
  const written = new Map(own.map((entry) => [entry.key, entry]));
  written.delete('extends');
  // What the base was called is no former name of this one.
  const replaced = new Set(['was', ...[...written.keys()].flatMap((key) => replacedKeys(key))]);
  const kept = base
    .filter(({ key }) => !replaced.has(key))
    .map((entry) => {
      const change = written.get(entry.key);
      if (!change) return entry;
      written.delete(entry.key);
      const [before, after] = [entry.key === 'on' ? expandShortOn(entry.value) : entry.value, change.value];
      return MERGED_KEYS.has(entry.key) && before.kind === 'map' && after.kind === 'map'
        ? { ...change, value: { ...after, value: mergeEntries(before.value, after.value) } }
        : change;
    });
  return [...kept, ...written.values()];
}

/**
 * Merges entries; own ones take the position of the base's. Their keys are names or settings, none of which is an
 * alternative to another.
 */
function mergeEntries(base: readonly TreeEntry[], own: readonly TreeEntry[]): TreeEntry[] {
  const written = new Map(own.map((entry) => [entry.key, entry]));
  const inherited = new Set(base.map(({ key }) => key));
  return [
    ...base.map((entry) => written.get(entry.key) ?? entry),
    ...own.filter(({ key }) => !inherited.has(key)),
  ];
}
