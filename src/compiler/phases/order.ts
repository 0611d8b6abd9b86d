/** Which phases wait for which: by what they train, what they use, and what they say. */
import { inCircle } from '../../diagnostics/index.js';
import { keysOf } from '../../names/index.js';
import { sortByNeed } from '../order.js';
import { unknown, type World } from '../world.js';
import type { Draft } from './draft.js';
import { phaseOfStart } from './phase-of-start.js';
import { reachability } from './reach.js';

export interface Ordered {
  /** In an order in which they can run. */
  drafts: Draft[];
  /** The last phase before this one that leaves a network trained. */
  lastBefore(network: string, phase: string): string | null;
}

/** So many phases may a plan have: who comes after whom is remembered for all pairs. */
const MOST = 10_000;

/** Undefined after an error, which is reported. */
export function orderPhases(drafts: readonly Draft[], world: World): Ordered | undefined {
  const names = drafts.map(({ name }) => name);
  if (names.length > MOST) {
    world.report({
      code: 'out-of-range',
      message: `a plan has at most ${MOST.toLocaleString('en')} phases, but this one has ${names.length.toLocaleString('en')}`,
      range: drafts[MOST]!.entry.name.range,
    });
    return undefined;
  }
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  const makers = new Map<string, string[]>();
  for (const draft of drafts) {
    for (const network of draft.leaves) {
      const others = makers.get(network);
      if (others) others.push(draft.name);
      else makers.set(network, [draft.name]);
    }
  }

  // 1. What is said, and what can't be otherwise.
  const needs = new Map(names.map((name) => [name, new Set<string>()]));
  const good = drafts.map((draft) => addSaid(draft, byName, needs, world)).every(Boolean);
  const uses = new Map(drafts.map((draft) => [draft.name, usedBy(draft, byName, world)]));
  for (const draft of drafts) {
    for (const network of uses.get(draft.name)!) {
      const [only, ...more] = makers.get(network)?.slice(0, 2) ?? [];
      if (only !== undefined && more.length === 0 && only !== draft.name) needs.get(draft.name)!.add(only);
    }
  }
  const sorted = sortByNeed(names, (name) => needs.get(name)!);

  // 2. Of several phases that train a network, a reader comes after all that do not come after it.
  if (sorted.cycles.length === 0) {
    const sure = reachability(sorted.order, (name) => needs.get(name)!);
    const place = new Map(sorted.order.map((name, at) => [name, at]));
    const runs = new Map([...makers].map(([network, all]) => [network, inRuns(all, place, sure)]));
    for (const draft of drafts) {
      for (const network of uses.get(draft.name)!) {
        const all = makers.get(network) ?? [];
        if (all.length < 2 || draft.leaves.has(network)) continue;
        for (const run of runs.get(network)!) {
          const after = run
            .slice(
              0,
              firstThat(run, (maker) => sure(maker, draft.name)),
            )
            .at(-1);
          if (after !== undefined) needs.get(draft.name)!.add(after);
        }
      }
    }
  }

  const { order, cycles } = sorted.cycles.length > 0 ? sorted : sortByNeed(names, (name) => needs.get(name)!);
  if (cycles.length > 0 || !good) {
    // What a broken phase trains is not known: others may only seem to wait for each other.
    if (world.broken.phases.size === 0) for (const cycle of cycles) reportCycle(cycle, byName, world);
    return undefined;
  }
  const isAfter = reachability(order, (name) => needs.get(name)!);
  const place = new Map(order.map((name, at) => [name, at]));
  for (const all of makers.values()) all.sort((a, b) => place.get(a)! - place.get(b)!);
  if (world.broken.phases.size === 0 && !haveOrder(makers, byName, isAfter, world)) return undefined;
  return {
    drafts: order.map((name) => byName.get(name)!),
    lastBefore: (network, phase) => {
      const all = makers.get(network) ?? [];
      const end = firstThat(all, (maker) => place.get(maker)! >= place.get(phase)!);
      return all.slice(0, end).findLast((maker) => isAfter(phase, maker)) ?? null;
    },
  };
}

/** Names in runs, in each of which every name comes after the one before it. */
function inRuns(
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

/** The place of the first item that something holds for, if it holds for all after it. */
function firstThat<T>(list: readonly T[], holds: (item: T) => boolean): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(list[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function reportCycle(cycle: readonly string[], byName: ReadonlyMap<string, Draft>, world: World): void {
  const first = byName.get(cycle[0]!)!;
  world.report({
    code: 'circular-plan',
    message: `the phases ${inCircle(cycle)} wait for each other`,
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

/** Networks whose trained weights a phase begins with. */
function usedBy(draft: Draft, drafts: ReadonlyMap<string, Draft>, world: World): Set<string> {
  const { entry, networks } = draft;
  const filled = new Set(entry.start.map(({ network }) => network.value));
  const copied = entry.start.filter((start) => !phaseOfStart(start, draft, drafts, world));
  return new Set([...networks.filter((name) => !filled.has(name)), ...copied.map(({ of }) => of.value)]);
}

function addSaid(
  draft: Draft,
  byName: ReadonlyMap<string, Draft>,
  needs: ReadonlyMap<string, Set<string>>,
  world: World,
): boolean {
  const { entry, name } = draft;
  let good = true;
  const add = (other: string) => void needs.get(name)!.add(other);
  for (const after of entry.after) {
    if (byName.has(after.value) && after.value !== name) add(after.value);
    else if (after.value === name || !world.broken.phases.has(after.value)) {
      good = false;
      unknown(world, after, {
        code: 'unknown-phase',
        kind: after.value === name ? 'other phase' : 'phase',
        candidates: [keysOf(byName), keysOf(world.broken.phases)],
        except: name,
      });
    }
  }
  for (const start of entry.start) {
    const phase = phaseOfStart(start, draft, byName, world);
    if (phase) add(phase.name);
  }
  return good;
}

/** Phases that train the same network stand in an order: each comes after the one before it. */
function haveOrder(
  makers: ReadonlyMap<string, readonly string[]>,
  byName: ReadonlyMap<string, Draft>,
  isAfter: (phase: string, other: string) => boolean,
  world: World,
): boolean {
  const said = new Set<string>();
  for (const [network, all] of makers) {
    for (const [at, b] of all.entries()) {
      const a = all[at - 1];
      if (a === undefined || isAfter(b, a) || said.has(`${a} ${b}`)) continue;
      said.add(`${a} ${b}`);
      const [first, second] = [byName.get(a)!, byName.get(b)!];
      world.report({
        code: 'no-order',
        message: `\`${a}\` and \`${b}\` both train \`${network}\`, and nothing says which comes first`,
        range: second.entry.name.range,
        notes: [{ message: `\`${a}\` is declared here`, range: first.entry.name.range }],
        help: `write after: [${a}] in \`${b}\`, or the other way round`,
      });
    }
  }
  return said.size === 0;
}
