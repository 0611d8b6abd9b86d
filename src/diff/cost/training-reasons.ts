/** Why a phase's weights are other ones: which part changed, from what to what. */
import { watchesFigures, type Phase, type Program } from '../../compiler/index.js';
import type { Comparison } from '../comparison.js';
import type { Change, EntryDiff, TrainingReason } from '../diff-types.js';
import { changedModules, streamOfDataset } from '../match/index.js';
import { changeText, listText } from '../text/index.js';

export function trainingReasons(
  phase: Phase,
  comparison: Comparison,
  entries: readonly EntryDiff[],
): TrainingReason[] {
  const { original, correspondence } = comparison;
  const own = entries.find(({ section, name }) => section === 'plan' && name === phase.name);
  if (own?.kind === 'added') return [{ part: 'new', what: 'new', detail: null }];
  const networks = new Set([...phase.fingerprint.networks, ...phase.networks.map(({ name }) => name)]);
  const datasets = datasetsOf(phase, original.b);
  const joined = new Map(
    correspondence.splits.flatMap(({ whole, parts }) => parts.map((part) => [part, whole])),
  );
  const reasons = [
    ...wordReasons(phase, comparison),
    ...(own ? phaseReasons(own, networks, drawsOtherwise(own, comparison)) : []),
    ...entries.flatMap((entry): TrainingReason[] => {
      if (entry.section === 'graph')
        return entry.changes
          .filter(({ what }) => what === 'seed')
          .map((change) => ({ part: 'seed', what: 'the seed', detail: valuesText(change) }));
      if (entry.section === 'networks')
        return networkReasons(entry, networks, joined, drawsOtherwise(entry, comparison));
      if (entry.section === 'data' && datasets.has(entry.name))
        return dataReasons(entry, drawsOtherwise(entry, comparison));
      return [];
    }),
  ];
  // A name matters to draws alone: it is a reason where there is no other.
  const others = reasons.filter(({ part }) => part !== 'name');
  if (reasons.length > 0) return others.length > 0 ? others : reasons;
  // What is watched decides which epoch is kept.
  const watches = watchesFigures(phase);
  const figures = watches ? (own?.changes.filter(({ affects }) => affects === 'figures') ?? []) : [];
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
  const watches = watchesFigures(phase);
  if (phase.validation && watches) add(phase.validation.data.dataset);
  return found;
}

/** Modules of words that have changed and that the phase, its networks or its data use a word of. */
function wordReasons(phase: Phase, { original: { a, b } }: Comparison): TrainingReason[] {
  const modules = changedModules(a, b);
  if (modules.length === 0) return [];
  const networks = new Set([...phase.fingerprint.networks, ...phase.networks.map(({ name }) => name)]);
  const datasets = datasetsOf(phase, b);
  const used = JSON.stringify([
    phase,
    b.networks.filter(({ name }) => networks.has(name)),
    b.datasets.filter(({ name }) => datasets.has(name)),
  ]);
  return modules.flatMap(({ file, before, after }): TrainingReason[] =>
    used.includes(`@${before.slice(0, 12)}`)
      ? [{ part: 'phase', what: `words ${file}`, detail: `${before.slice(0, 12)} → ${after.slice(0, 12)}` }]
      : [],
  );
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

function phaseReasons(
  { changes, was }: EntryDiff,
  networks: ReadonlySet<string>,
  isRenaming: boolean,
): TrainingReason[] {
  return [
    ...(!isRenaming ? [] : [{ part: 'name' as const, what: `it was ${was}`, detail: null }]),
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
  isRenaming: boolean,
): TrainingReason[] {
  if (entry.kind === 'split') {
    if (!entry.parts.some((part) => networks.has(part) && wholes.get(part) === entry.name)) return [];
    return [{ part: 'network', what: `${entry.name} is split`, detail: `into ${listText(entry.parts)}` }];
  }
  if (!networks.has(entry.name)) return [];
  if (entry.kind === 'joined')
    return [{ part: 'network', what: `${entry.name} is joined`, detail: `of ${listText(entry.parts)}` }];
  if (entry.kind === 'added') return [{ part: 'network', what: `${entry.name} is new`, detail: null }];
  const changes = entry.changes.filter(({ affects, kind }) => affects === 'weights' && kind !== 'renamed');
  const layers = changes.filter(({ kind }) => kind !== 'effect').map((change) => changeText(change));
  return [
    ...renamingReasons(entry.name, entry.changes),
    ...(!isRenaming ? [] : [{ part: 'name' as const, what: `${entry.name} was ${entry.was}`, detail: null }]),
    ...(changes.length === 0
      ? []
      : [{ part: 'network' as const, what: `${entry.name}'s layers`, detail: layers.join(', ') || null }]),
  ];
}

function dataReasons({ name, was, changes }: EntryDiff, isRenaming: boolean): TrainingReason[] {
  const own = changes.filter(({ affects, kind }) => affects === 'weights' && kind !== 'renamed');
  return [
    ...renamingReasons(name, changes),
    ...(!isRenaming ? [] : [{ part: 'name' as const, what: `${name} was ${was}`, detail: null }]),
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

/** Layers, fields and members that have other names. */
const renamingReasons = (name: string, changes: readonly Change[]): TrainingReason[] =>
  changes.flatMap(({ kind, what, before, after, affects }): TrainingReason[] =>
    kind === 'renamed' && affects === 'weights'
      ? [{ part: 'name', what: `${name}: ${what} ${after} was ${before}`, detail: null }]
      : [],
  );

/** Whether an entry has another name that its draws are named after. */
export function drawsOtherwise(
  { section, name, was }: EntryDiff,
  { original: { a, b } }: Comparison,
): boolean {
  if (was === null) return false;
  const stream = (program: Program, own: string): string | undefined => {
    const named = (all: readonly { name: string; stream: string }[]) =>
      all.find((one) => one.name === own)?.stream;
    if (section === 'networks') return named(program.networks);
    if (section === 'plan') return named(program.phases);
    const dataset = program.datasets.find((one) => one.name === own);
    return dataset && streamOfDataset(dataset);
  };
  return stream(a, was) !== stream(b, name);
}
