/** Dependencies between phases: by what they train, what they use, and explicit `after`. */
import { cycleText } from '../../diagnostics/index.js';
import { keysOf } from '../../records/index.js';
import { topologicalSort, createReachability } from '../dependency-order/index.js';
import { reportUnknownName, type CompileContext } from '../compile-context.js';
import type { PhaseDraft } from './draft-phase.js';
import { phaseNamedByStart } from './start-phase.js';

export interface OrderedPhases {
  /** In an order in which they can run. */
  drafts: PhaseDraft[];
  /** The last phase before this one that trains a network. */
  lastTrainerBefore(network: string, phase: string): string | null;
}

/** Maximum number of phases in a plan: reachability is stored for all pairs. */
const MAX_PHASES = 10_000;

/** Undefined after an error, which is reported. */
export function orderPhases(
  drafts: readonly PhaseDraft[],
  context: CompileContext,
): OrderedPhases | undefined {
  const names = drafts.map(({ name }) => name);
  if (names.length > MAX_PHASES) {
    context.report({
      code: 'out-of-range',
      message: `a plan has at most ${MAX_PHASES.toLocaleString('en')} phases, but this one has ${names.length.toLocaleString('en')}`,
      range: drafts[MAX_PHASES]!.entry.name.range,
    });
    return undefined;
  }
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  const makers = new Map<string, string[]>();
  for (const draft of drafts) {
    for (const network of draft.changedNetworks) {
      const others = makers.get(network);
      if (others) others.push(draft.name);
      else makers.set(network, [draft.name]);
    }
  }

  // 1. Explicit and unconditional dependencies.
  const needs = new Map(names.map((name) => [name, new Set<string>()]));
  const good = drafts.map((draft) => addExplicitDependencies(draft, byName, needs, context)).every(Boolean);
  const parts = drafts.flatMap((part) => {
    const whole = byName.get(part.entry.initialOf?.value ?? '');
    return whole ? [{ part: part.name, whole: whole.name }] : [];
  });
  const wholeOf = new Map(parts.map(({ part, whole }) => [part, whole]));
  const uses = new Map(drafts.map((draft) => [draft.name, networksUsedBy(draft, byName, context)]));
  for (const draft of drafts) {
    for (const network of uses.get(draft.name)!) {
      const [only, ...more] = makers.get(network)?.slice(0, 2) ?? [];
      const isOwn = only === draft.name || only === wholeOf.get(draft.name);
      if (only !== undefined && more.length === 0 && !isOwn) needs.get(draft.name)!.add(only);
    }
  }
  // What a phase begins with is filled when it could begin: after all that the phase itself waits for.
  const joinParts = () => {
    for (const { part, whole } of parts)
      for (const other of needs.get(whole)!)
        if (!wholeOf.has(other) || wholeOf.get(other) !== whole) needs.get(part)!.add(other);
  };
  joinParts();
  for (const { part, whole } of parts) needs.get(whole)!.add(part);
  const sorted = topologicalSort(names, (name) => needs.get(name)!);

  // 2. A phase that uses a network runs after every phase that trains it, unless that phase must run after it.
  if (sorted.cycles.length === 0) {
    const sure = createReachability(sorted.order, (name) => needs.get(name)!);
    const place = new Map(sorted.order.map((name, at) => [name, at]));
    const runs = new Map([...makers].map(([network, all]) => [network, splitIntoChains(all, place, sure)]));
    for (const draft of drafts) {
      for (const network of uses.get(draft.name)!) {
        const all = makers.get(network) ?? [];
        if (all.length < 2 || draft.changedNetworks.has(network)) continue;
        for (const run of runs.get(network)!) {
          const after = run
            .slice(
              0,
              firstIndexHolding(run, (maker) => sure(maker, draft.name)),
            )
            .at(-1);
          if (after !== undefined) needs.get(draft.name)!.add(after);
        }
      }
    }
    joinParts();
  }

  const { order, cycles } =
    sorted.cycles.length > 0 ? sorted : topologicalSort(names, (name) => needs.get(name)!);
  if (cycles.length > 0 || !good) {
    // What an invalid phase trains is unknown, so a cycle may be spurious.
    if (context.broken.phases.size === 0) for (const cycle of cycles) reportCycle(cycle, byName, context);
    return undefined;
  }
  const isAfter = createReachability(order, (name) => needs.get(name)!);
  const place = new Map(order.map((name, at) => [name, at]));
  for (const all of makers.values()) all.sort((a, b) => place.get(a)! - place.get(b)!);
  if (context.broken.phases.size === 0 && !checkTrainersAreOrdered(makers, byName, isAfter, context))
    return undefined;
  return {
    drafts: order.map((name) => byName.get(name)!),
    lastTrainerBefore: (network, phase) => {
      const all = makers.get(network) ?? [];
      const end = firstIndexHolding(all, (maker) => place.get(maker)! >= place.get(phase)!);
      return all.slice(0, end).findLast((maker) => isAfter(phase, maker)) ?? null;
    },
  };
}

/** Splits names into chains in which each name depends on the one before it. */
function splitIntoChains(
  names: readonly string[],
  place: ReadonlyMap<string, number>,
  isAfter: (name: string, other: string) => boolean,
): string[][] {
  const runs: string[][] = [];
  for (const name of [...names].sort((a, b) => place.get(a)! - place.get(b)!)) {
    const run = runs.at(-1);
    if (run && isAfter(name, run.at(-1)!)) run.push(name);
    else runs.push([name]);
  }
  return runs;
}

/** The index of the first item with a property that all items after it have too (binary search). */
function firstIndexHolding<T>(list: readonly T[], holds: (item: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(list[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function reportCycle(
  cycle: readonly string[],
  byName: ReadonlyMap<string, PhaseDraft>,
  context: CompileContext,
): void {
  const first = byName.get(cycle[0]!)!;
  context.report({
    code: 'circular-plan',
    message: `the phases ${cycleText(cycle)} wait for each other`,
    range: first.entry.name.range,
    notes: cycle
      .slice(1, -1)
      .slice(0, 3)
      .map((name) => ({
        message: `\`${name}\` is declared here`,
        range: byName.get(name)!.entry.name.range,
      })),
    help: 'each uses what the next one trains; leave one of the uses out, or train them in one phase',
  });
}

/** Networks whose trained weights a phase starts from. */
function networksUsedBy(
  draft: PhaseDraft,
  drafts: ReadonlyMap<string, PhaseDraft>,
  context: CompileContext,
): Set<string> {
  const { entry, networks } = draft;
  const whole = entry.loads.filter(({ load }) => load.until === null);
  const filled = new Set([...entry.start, ...whole].map(({ network }) => network.value));
  const copied = entry.start.filter((start) => !phaseNamedByStart(start, draft, drafts, context));
  return new Set([...networks.filter((name) => !filled.has(name)), ...copied.map(({ of }) => of.value)]);
}

function addExplicitDependencies(
  draft: PhaseDraft,
  byName: ReadonlyMap<string, PhaseDraft>,
  needs: ReadonlyMap<string, Set<string>>,
  context: CompileContext,
): boolean {
  const { entry, name } = draft;
  let good = true;
  const add = (other: string) => void needs.get(name)!.add(other);
  for (const after of entry.after) {
    if (byName.has(after.value) && after.value !== name) add(after.value);
    else if (after.value === name || !context.broken.phases.has(after.value)) {
      good = false;
      reportUnknownName(context, after, {
        code: 'unknown-phase',
        kind: after.value === name ? 'other phase' : 'phase',
        candidates: [keysOf(byName), keysOf(context.broken.phases)],
        except: name,
      });
    }
  }
  for (const start of entry.start) {
    const phase = phaseNamedByStart(start, draft, byName, context);
    if (phase) add(phase.name);
  }
  return good;
}

/** Phases that train the same network must be totally ordered: each depends on the one before it. */
function checkTrainersAreOrdered(
  trainersByNetwork: ReadonlyMap<string, readonly string[]>,
  byName: ReadonlyMap<string, PhaseDraft>,
  isAfter: (phase: string, other: string) => boolean,
  context: CompileContext,
): boolean {
  const reported = new Set<string>();
  for (const [network, all] of trainersByNetwork) {
    for (const [at, b] of all.entries()) {
      const a = all[at - 1];
      if (a === undefined || isAfter(b, a) || reported.has(`${a} ${b}`)) continue;
      reported.add(`${a} ${b}`);
      const [first, second] = [byName.get(a)!, byName.get(b)!];
      context.report({
        code: 'no-order',
        message: `\`${a}\` and \`${b}\` both train \`${network}\`, and nothing says which comes first`,
        range: second.entry.name.range,
        notes: [{ message: `\`${a}\` is declared here`, range: first.entry.name.range }],
        help: `write after: [${a}] in \`${b}\`, or the other way round`,
      });
    }
  }
  return reported.size === 0;
}
