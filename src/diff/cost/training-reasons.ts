/** Why a phase's weights are other ones: which part changed, from what to what. */
import type { Phase, Program } from '../../compiler/index.js';
import type { Comparison } from '../comparison.js';
import type { Change, EntryDiff, TrainingReason } from '../diff-types.js';
import { changeText, listText } from '../text/index.js';

export function trainingReasons(
  phase: Phase,
  { original, correspondence }: Comparison,
  entries: readonly EntryDiff[],
): TrainingReason[] {
  const own = entries.find(({ section, name }) => section === 'plan' && name === phase.name);
  if (own?.kind === 'added') return [{ part: 'new', what: 'new', detail: null }];
  const networks = new Set([...phase.fingerprint.networks, ...phase.networks.map(({ name }) => name)]);
  const datasets = datasetsOf(phase, original.b);
  const joined = new Map(
    correspondence.splits.flatMap(({ whole, parts }) => parts.map((part) => [part, whole])),
  );
  const reasons = [
    ...(own ? phaseReasons(own, networks) : []),
    ...entries.flatMap((entry): TrainingReason[] => {
      if (entry.section === 'graph')
        return entry.changes
          .filter(({ what }) => what === 'seed')
          .map((change) => ({ part: 'seed', what: 'the seed', detail: valuesText(change) }));
      if (entry.section === 'networks') return networkReasons(entry, networks, joined);
      if (entry.section === 'data' && datasets.has(entry.name)) return dataReasons(entry);
      return [];
    }),
  ];
  if (reasons.length > 0) return reasons;
  // What is watched decides which epoch is kept.
  const figures = own?.changes.filter(({ affects }) => affects === 'figures') ?? [];
  if (figures.length > 0) return figures.map((change) => reasonOf('phase', 'its ', change));
  return [{ part: 'unknown', what: 'what it draws or computes', detail: null }];
}

/** Data sets that a phase's examples are made of. */
export function datasetsOf(phase: Phase, program: Program): Set<string> {
  const byName = new Map(program.datasets.map((dataset) => [dataset.name, dataset]));
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const step of byName.get(name)?.steps ?? []) {
      if (step.step === 'from') add(step.dataset);
      if (step.step === 'pair') for (const { dataset } of step.members) add(dataset);
    }
  };
  add(phase.data.dataset);
  const watches = phase.keep !== 'last' || phase.stopEarly !== null;
  if (phase.validation && watches) add(phase.validation.data.dataset);
  return found;
}

const valuesText = ({ before, after }: Change): string | null =>
  before === null || after === null ? (after ?? before) : `${before} → ${after}`;

function reasonOf(part: TrainingReason['part'], prefix: string, change: Change): TrainingReason {
  if (change.kind === 'added')
    return { part, what: `${prefix}${change.what}`, detail: `${change.after} is new` };
  if (change.kind === 'removed')
    return { part, what: `${prefix}${change.what}`, detail: `no ${change.before} any more` };
  return { part, what: `${prefix}${change.what}`, detail: valuesText(change) };
}

function phaseReasons({ changes, was }: EntryDiff, networks: ReadonlySet<string>): TrainingReason[] {
  return [
    ...(was === null ? [] : [{ part: 'name' as const, what: `it was ${was}`, detail: null }]),
    ...changes
      .filter(({ affects }) => affects === 'weights')
      .map((change): TrainingReason => {
        // Whether a network is trained or frozen.
        if (!networks.has(change.what)) return reasonOf('phase', 'its ', change);
        return { part: 'phase', what: `${change.what}'s mode`, detail: valuesText(change) };
      }),
  ];
}

function networkReasons(
  entry: EntryDiff,
  networks: ReadonlySet<string>,
  wholes: ReadonlyMap<string, string>,
): TrainingReason[] {
  if (entry.kind === 'split') {
    if (!entry.parts.some((part) => networks.has(part) && wholes.get(part) === entry.name)) return [];
    return [{ part: 'network', what: `${entry.name} is split`, detail: `into ${listText(entry.parts)}` }];
  }
  if (!networks.has(entry.name)) return [];
  if (entry.kind === 'joined')
    return [{ part: 'network', what: `${entry.name} is joined`, detail: `of ${listText(entry.parts)}` }];
  if (entry.kind === 'added') return [{ part: 'network', what: `${entry.name} is new`, detail: null }];
  const changes = entry.changes.filter(({ affects }) => affects === 'weights');
  const layers = changes.filter(({ kind }) => kind !== 'effect').map((change) => changeText(change));
  return [
    ...(entry.was === null
      ? []
      : [{ part: 'name' as const, what: `${entry.name} was ${entry.was}`, detail: null }]),
    ...(changes.length === 0
      ? []
      : [{ part: 'network' as const, what: `${entry.name}'s layers`, detail: layers.join(', ') || null }]),
  ];
}

function dataReasons({ name, was, changes }: EntryDiff): TrainingReason[] {
  const own = changes.filter(({ affects }) => affects === 'weights');
  return [
    ...(was === null ? [] : [{ part: 'name' as const, what: `${name} was ${was}`, detail: null }]),
    ...(own.length === 0
      ? []
      : [
          {
            part: 'data' as const,
            what: `${name}: ${[...new Set(own.map(({ what }) => what || 'what it is made of'))].join(' and ')}`,
            detail: own.map((change) => changeText(change)).join(', '),
          },
        ]),
  ];
}
