import { networkFingerprint, type Network } from '../../compiler/index.js';
import { added, changed, effect, removed, renamed } from '../changes.js';
import { pairEntries, type Comparison } from '../comparison.js';
import type { Change, EntryDiff } from '../diff-types.js';
import { entryOf, formerName } from '../entries.js';
import {
  countText,
  exampleText,
  initializerText,
  loadText,
  networkText,
  numberOf,
  parameterCount,
} from '../text/index.js';
import { layerChanges } from './layers.js';

export function networkDiffs(comparison: Comparison): EntryDiff[] {
  const { a, b, original, correspondence } = comparison;
  const { splits, joins } = correspondence;
  const parts = new Set([...splits, ...joins].flatMap((split) => split.parts));
  const entries = pairEntries(a.networks, b.networks).flatMap((pair): EntryDiff[] => {
    const name = (pair.b ?? pair.a!).name;
    if (parts.has(name)) return [];
    if (!pair.a) {
      return [entryOf('networks', 'added', pair.b, { summary: networkText(pair.b) })];
    }
    if (!pair.b) return [entryOf('networks', 'removed', pair.a, { summary: networkText(pair.a) })];
    const was = formerName(correspondence.networks, name);
    const same = networkFingerprint(pair.a) === networkFingerprint(pair.b);
    const changes = networkChanges(pair.a, pair.b, comparison, same);
    if (was === null && changes.length === 0) return [];
    const summary = same ? `same layers, ${numberOf(parameterCount(pair.b), 'parameter')}` : null;
    return [
      entryOf('networks', was === null ? 'changed' : 'renamed', pair.b, {
        was,
        changes,
        summary: was === null ? null : summary,
      }),
    ];
  });
  return [
    ...splits.map(({ whole, parts: into }) => {
      const network = original.a.networks.find((one) => one.name === whole)!;
      const now = into.map((part) => original.b.networks.find((one) => one.name === part)!);
      return { ...division('split', network, now), range: now[0]!.range ?? null };
    }),
    ...joins.map(({ whole, parts: of }) => {
      const network = original.b.networks.find((one) => one.name === whole)!;
      const before = of.map((part) => original.a.networks.find((one) => one.name === part)!);
      return division('joined', network, before);
    }),
    ...entries,
  ];
}

function division(kind: 'split' | 'joined', whole: Network, parts: readonly Network[]): EntryDiff {
  const changes = parts.map((part) =>
    kind === 'split' ? added(part.name, networkText(part)) : removed(part.name, networkText(part)),
  );
  const entry = entryOf('networks', kind, whole, { summary: 'the same layers in the same order', changes });
  return { ...entry, parts: parts.map(({ name }) => name) };
}

function networkChanges(a: Network, b: Network, { origins }: Comparison, same: boolean): Change[] {
  const [countA, countB] = [parameterCount(a), parameterCount(b)];
  const shapes = (of: Network['inputs'] | Network['outputs']) =>
    of.map(({ type }) => exampleText(type)).join(' and ');
  const sizes = [
    ...(countA === countB ? [] : [effect('parameters', countText(countA), countText(countB))]),
    ...changed('input', shapes(a.inputs), shapes(b.inputs)).map((change) => ({
      ...change,
      kind: 'effect' as const,
    })),
    ...changed('output', shapes(a.outputs), shapes(b.outputs)).map((change) => ({
      ...change,
      kind: 'effect' as const,
    })),
  ];
  const names = [...nameChanges('input', a.inputs, b.inputs), ...nameChanges('output', a.outputs, b.outputs)];
  const bare = bareWeightChanges(a, b);
  // What is written otherwise and computes the same has other layers, but no other meaning: names are all that counts.
  const inner = layerChanges(a, b, origins.b).filter(({ kind }) => !same || kind === 'renamed');
  const loaded = changed(
    'weights from',
    a.load ? loadText(a.load) : 'none',
    b.load ? loadText(b.load) : 'none',
  );
  const all = [...sizes, ...names, ...bare, ...inner, ...loaded];
  if (all.length > 0 || same) return all;
  return changed('wiring', 'as before', 'its layers are connected otherwise');
}

function nameChanges(what: string, a: readonly { name: string }[], b: readonly { name: string }[]): Change[] {
  const count = Math.min(a.length, b.length);
  return [
    ...a.slice(0, count).flatMap(({ name }, at) => {
      const now = b[at]!.name;
      return name === now ? [] : [renamed(what, name, now, { affects: 'nothing' })];
    }),
    ...a.slice(count).map(({ name }) => removed(what, name)),
    ...b.slice(count).map(({ name }) => added(what, name)),
  ];
}

/** Of a network that is a bare weight. */
function bareWeightChanges(a: Network, b: Network): Change[] {
  const [one, other] = [a, b].map(({ name, weights }) => weights.find((weight) => weight.name === name));
  if (!one || !other) return [];
  return [
    ...changed('shape', `[${one.shape.join(', ')}]`, `[${other.shape.join(', ')}]`),
    ...changed('initializer', initializerText(one), initializerText(other)),
  ];
}
