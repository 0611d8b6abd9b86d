/** What becomes of each phase of B, if A has been run: kept, or trained, and why. */
import type { Phase, PhaseFingerprint, PhaseResult, Program } from '../../compiler/index.js';
import type { Comparison } from '../comparison.js';
import type { EntryDiff, PhaseCost } from '../diff-types.js';
import { ownValue } from '../../records/index.js';
import { type Interner, createInterner } from '../match/index.js';
import { trainingReasons } from './training-reasons.js';

interface KnownPhase {
  phase: Phase;
  keys: PhaseFingerprint;
  /** What its sources declare. */
  sources: number[];
  /** Equal numbers: equal keys, sources and parents, all the way up. */
  identity: number;
  /** For each figure, the same of it. */
  figures: Map<string, number>;
}

export function phaseCosts(comparison: Comparison, entries: readonly EntryDiff[]): PhaseCost[] {
  const { original, correspondence } = comparison;
  const interner = createInterner();
  const before = knownPhases(original.a, interner);
  const after = knownPhases(original.b, interner);
  const formerNames = new Map([...correspondence.phases].map(([from, to]) => [to, from]));
  const costs = new Map<string, PhaseCost>();

  /** Of several phases of A that would do, the one that is this phase comes first. */
  const pick = (name: string, fits: (one: KnownPhase) => boolean): KnownPhase | undefined => {
    const own = before.get(formerNames.get(name) ?? '');
    return own && fits(own) ? own : [...before.values()].find(fits);
  };

  const costOf = (now: KnownPhase): PhaseCost => {
    const { phase, keys } = now;
    const { name } = phase;
    const whole = pick(name, (one) => one.identity === now.identity);
    if (whole) {
      const own = { phase: name, from: whole.phase.name };
      const figures = newFigures(whole, now);
      return figures.length > 0 ? { ...own, status: 'figures', figures } : { ...own, status: 'kept' };
    }
    const train = (): PhaseCost => ({
      phase: name,
      from: null,
      status: 'train',
      reasons: trainingReasons(phase, comparison, entries),
    });
    const alike = pick(name, (one) => one.keys.weights === keys.weights);
    const grown = alike
      ? undefined
      : pick(
          name,
          (one) =>
            one.keys.course !== null && one.keys.course === keys.course && one.phase.epochs < phase.epochs,
        );
    const old = alike ?? grown;
    if (!old) return train();
    const parents = compareParents(old, now);
    if (parents === null) return train();
    const own = { phase: name, from: old.phase.name };
    const datasets = keys.sources.filter((_, at) => old.sources[at] !== now.sources[at]);
    if (grown) {
      if (parents.length > 0 || datasets.length > 0) return train();
      return { ...own, status: 'continues', fromEpoch: old.phase.epochs, toEpoch: phase.epochs };
    }
    if (datasets.length > 0) {
      const reasons = trainingReasons(phase, comparison, entries);
      return { ...own, status: 'data', datasets: [...new Set(datasets)], reasons };
    }
    return { ...own, status: 'pending', parents };
  };

  /** Parents that may come out the same; null if the phase starts from others than it did. */
  const compareParents = (old: KnownPhase, now: KnownPhase): string[] | null => {
    const pending = new Set<string>();
    for (const [at, parent] of now.keys.parents.entries()) {
      const was = old.keys.parents[at];
      const [one, other] = [was && before.get(was.phase), after.get(parent.phase)];
      if (!was || !one || !other) return null;
      if (placeOf(one.keys, was.network) !== placeOf(other.keys, parent.network)) return null;
      if (one.identity === other.identity) continue;
      const cost = costs.get(parent.phase)!;
      // It stands for another phase than the one that the old result started from.
      if (cost.status === 'kept' || cost.status === 'figures') return null;
      if (formerNames.get(parent.phase) !== was.phase && cost.from !== was.phase) return null;
      pending.add(parent.phase);
    }
    return [...pending];
  };

  return original.b.phases.map((phase) => {
    const cost = costOf(after.get(phase.name)!);
    costs.set(phase.name, cost);
    return cost;
  });
}

const placeOf = ({ networks }: PhaseFingerprint, network: string): number => networks.indexOf(network);

function knownPhases(program: Program, interner: Interner): Map<string, KnownPhase> {
  const datasets = new Map(program.datasets.map((dataset) => [dataset.name, dataset]));
  const known = new Map<string, KnownPhase>();
  const sourceOf = (name: string): number =>
    interner.numberOf(datasets.get(name)?.steps.filter(({ step }) => step === 'source') ?? name);
  const identityOf = ({ phase, network }: PhaseResult): unknown => {
    const parent = known.get(phase)!;
    return [parent.identity, placeOf(parent.keys, network)];
  };
  for (const phase of program.phases) {
    const keys = phase.fingerprint;
    const sources = keys.sources.map(sourceOf);
    const figures = Object.entries(keys.figures).map(([name, figure]): [string, number] => [
      name,
      interner.numberOf([
        figure,
        ownValue(keys.figureSources, name)?.map(sourceOf),
        ownValue(keys.figureParents, name)?.map(identityOf),
      ]),
    ]);
    known.set(phase.name, {
      phase,
      keys,
      sources,
      identity: interner.numberOf([keys.weights, sources, keys.parents.map(identityOf)]),
      figures: new Map(figures),
    });
  }
  return known;
}

/** Figures of B's phase that A's has not recorded. */
function newFigures(a: KnownPhase, b: KnownPhase): string[] {
  const known = new Set(a.figures.values());
  return [...b.figures].flatMap(([name, figure]) => (known.has(figure) ? [] : [name]));
}
