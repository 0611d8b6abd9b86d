import type { Program } from '../compiler/index.js';
import { joinedAlike } from './alike-entries.js';
import { comparePrograms, type Comparison } from './comparison.js';
import { datasetsOf, drawsOtherwise, phaseCosts } from './cost/index.js';
import { type DiffOptions, type EntryDiff, type PhaseCost, type ProgramDiff } from './diff-types.js';
import { withoutEquivalents } from './equivalent-changes.js';
import { alignWords } from './match/index.js';
import {
  datasetDiffs,
  evaluationDiffs,
  graphDiffs,
  modelDiffs,
  networkDiffs,
  paramDiffs,
  phaseDiffs,
  reportDiffs,
} from './sections/index.js';

/**
 * What differs between two programs in meaning, and what that costs. Layers are aligned, renamings and networks that
 * are split or joined are found by structure, and what is written otherwise but means the same is left out. Plain
 * data: see `renderDiffText` and its neighbours.
 *
 * @param a the older one
 */
export function diff(a: Program, b: Program, options: DiffOptions = {}): ProgramDiff {
  const comparison = comparePrograms(a, alignWords(a, b), options);
  const found = [
    ...graphDiffs(comparison),
    ...paramDiffs(comparison),
    ...networkDiffs(comparison),
    ...modelDiffs(comparison),
    ...datasetDiffs(comparison),
    ...phaseDiffs(comparison),
    ...evaluationDiffs(comparison),
    ...reportDiffs(comparison),
  ];
  const entries = withoutEquivalents(found, comparison);
  const cost = phaseCosts(comparison, entries);
  const proposed = entries.map((entry) => withProposal(entry, cost, comparison));
  return {
    same: proposed.length === 0 && cost.every(({ status }) => status === 'kept'),
    entries: joinedAlike(proposed, options.documents?.b),
    cost,
  };
}

/** Sections whose entries may say what they were called. */
const NAMES_THAT_SEED: readonly EntryDiff['section'][] = ['networks', 'data', 'plan'];

/** `was:` is proposed where a phase is to be trained for nothing but a name. */
function withProposal(entry: EntryDiff, cost: readonly PhaseCost[], comparison: Comparison): EntryDiff {
  const { b } = comparison.original;
  const { section, was, name } = entry;
  const inner = entry.changes.some(({ kind }) => kind === 'renamed');
  if ((was === null && !inner) || !NAMES_THAT_SEED.includes(section)) return entry;
  const uses = (phase: Program['phases'][number]): boolean => {
    if (section === 'plan') return phase.name === name;
    if (section === 'data') return datasetsOf(phase, b).has(name);
    return phase.fingerprint.networks.includes(name) || phase.networks.some((one) => one.name === name);
  };
  const isCostly = cost.some(
    (one) =>
      one.status === 'train' &&
      one.reasons.every(({ part }) => part === 'name') &&
      uses(b.phases.find((phase) => phase.name === one.phase)!),
  );
  if (!isCostly) return entry;
  const isProposed = drawsOtherwise(entry, comparison);
  const changes = entry.changes.map((change) =>
    change.kind === 'renamed' && change.affects === 'weights' && section !== 'plan'
      ? { ...change, note: `write was: ${change.before} to keep what is trained` }
      : change,
  );
  return { ...entry, changes, proposal: isProposed ? `was: ${was}` : null };
}

/** Why a phase of B is to be trained, in full: `its optimizer: Adadelta 1 → Adam 0.001`. None if it is kept. */
export function whyTrained({ cost }: ProgramDiff, phase: string): string[] {
  const one = cost.find((each) => each.phase === phase);
  if (!one) return [];
  switch (one.status) {
    case 'train':
    case 'data':
      return one.reasons.map(({ what, detail }) => (detail === null ? what : `${what}: ${detail}`));
    case 'continues':
      return [`its epochs: ${one.fromEpoch} → ${one.toEpoch}`];
    case 'kept':
    case 'figures':
    case 'pending':
      return [];
  }
}
