import { didYouMean, inCircle, suggest, type Report } from '../diagnostics/index.js';
import { at, broken, entryOf, type Tree, type TreeEntry } from './text/index.js';

/** Maps of a phase that are put together key by key; other values replace the base's. */
const JOINED: ReadonlySet<string> = new Set(['on', 'wires', 'losses', 'metrics']);

/** Ways to say what is trained: one of them in a phase takes the place of the base's. */
const INSTEAD: Readonly<Record<string, readonly string[]>> = {
  loss: ['losses', 'updates'],
  losses: ['loss', 'updates'],
  updates: ['train', 'loss', 'losses'],
};

/** The graph with `extends` gone: each phase holds what its base holds, with its own changes. */
export function extendPhases(root: Tree, report: Report): Tree {
  const plan = at(root, 'plan');
  if (root.kind !== 'map' || plan?.kind !== 'map') return root;
  if (!plan.value.some(({ value }) => entryOf(value, 'extends'))) return root;
  const phases = new Map(plan.value.map((entry) => [entry.key, entry.value]));
  const done = new Map<string, Tree>();

  function whole(name: string, open: readonly string[]): Tree {
    const known = done.get(name);
    if (known) return known;
    const phase = phases.get(name)!;
    const base = entryOf(phase, 'extends');
    const result = base ? joined(name, phase, base, [...open, name]) : phase;
    done.set(name, result);
    return result;
  }

  function joined(name: string, phase: Tree, base: TreeEntry, open: readonly string[]): Tree {
    const { value: of } = base;
    if (of.kind === 'broken') return broken(phase.range);
    const fail = (message: string, help?: ReturnType<typeof didYouMean>): Tree => {
      report({ code: 'bad-extends', message, range: of.range, ...(help ? { help } : {}) });
      return broken(phase.range);
    };
    if (of.kind !== 'scalar' || typeof of.value !== 'string') {
      return fail(`\`extends\` of phase \`${name}\` is the name of a phase`);
    }
    if (!phases.has(of.value)) {
      const others = [...phases.keys()].filter((other) => other !== name);
      return fail(
        `there is no phase \`${of.value}\` to extend`,
        didYouMean(suggest(of.value, others), of.range),
      );
    }
    if (open.includes(of.value)) {
      return fail(`phase \`${name}\` extends itself: ${inCircle([...open, of.value])}`);
    }
    const standard = whole(of.value, open);
    if (phase.kind !== 'map') return phase;
    return standard.kind === 'map'
      ? { ...phase, value: merge(standard.value, phase.value) }
      : broken(phase.range);
  }

  const value = root.value.map((entry) =>
    entry.key === 'plan'
      ? {
          ...entry,
          value: {
            ...plan,
            value: plan.value.map((phase) => ({ ...phase, value: whole(phase.key, []) })),
          },
        }
      : entry,
  );
  return { ...root, value };
}

const namesInstead = (key: string): readonly string[] => (Object.hasOwn(INSTEAD, key) ? INSTEAD[key]! : []);

/** `on: mnist` is `on: {data: mnist}`. */
function inFull(on: Tree): Tree {
  if (on.kind !== 'scalar') return on;
  const { range, origin } = on;
  return { kind: 'map', value: [{ key: 'data', keyRange: range, value: on }], range, origin };
}

function merge(base: readonly TreeEntry[], own: readonly TreeEntry[]): TreeEntry[] {
  const written = new Map(own.map((entry) => [entry.key, entry]));
  written.delete('extends');
  const replaced = new Set([...written.keys()].flatMap((key) => namesInstead(key)));
  const kept = base
    .filter(({ key }) => !replaced.has(key))
    .map((entry) => {
      const change = written.get(entry.key);
      if (!change) return entry;
      written.delete(entry.key);
      const [before, after] = [entry.key === 'on' ? inFull(entry.value) : entry.value, change.value];
      return JOINED.has(entry.key) && before.kind === 'map' && after.kind === 'map'
        ? { ...change, value: { ...after, value: joinedEntries(before.value, after.value) } }
        : change;
    });
  return [...kept, ...written.values()];
}

/** Entries of both, the own ones in the place of the base's. Their keys are names or settings: none stands for another. */
function joinedEntries(base: readonly TreeEntry[], own: readonly TreeEntry[]): TreeEntry[] {
  const written = new Map(own.map((entry) => [entry.key, entry]));
  const inherited = new Set(base.map(({ key }) => key));
  return [
    ...base.map((entry) => written.get(entry.key) ?? entry),
    ...own.filter(({ key }) => !inherited.has(key)),
  ];
}
