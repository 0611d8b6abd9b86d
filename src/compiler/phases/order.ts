/** Which phases wait for which: by what they train, what they use, and what they say. */
import { inCircle } from '../../diagnostics/index.js';
import { sortByNeed } from '../order.js';
import { unknown, type World } from '../world.js';
import type { Draft } from './draft.js';
import { phaseOfStart } from './phase-of-start.js';

export interface Ordered {
  /** In an order in which they can run. */
  drafts: Draft[];
  /** Whether a phase comes after another in any order. */
  isAfter(phase: string, other: string): boolean;
}

/** Undefined after an error, which is reported. */
export function orderPhases(drafts: readonly Draft[], world: World): Ordered | undefined {
  const names = drafts.map(({ name }) => name);
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  const makers = new Map<string, string[]>();
  for (const draft of drafts) {
    for (const network of draft.leaves) {
      makers.set(network, [...(makers.get(network) ?? []), draft.name]);
    }
  }

  // 1. What is said, and what can't be otherwise.
  const needs = new Map(names.map((name) => [name, new Set<string>()]));
  const good = drafts.map((draft) => addSaid(draft, byName, needs, world)).every(Boolean);
  const uses = new Map(drafts.map((draft) => [draft.name, usedBy(draft, drafts, world)]));
  for (const draft of drafts) {
    for (const network of uses.get(draft.name)!) {
      const [only, ...more] = makers.get(network) ?? [];
      if (only !== undefined && more.length === 0 && only !== draft.name) needs.get(draft.name)!.add(only);
    }
  }

  // 2. Of several phases that train a network, a reader comes after all that do not come after it.
  const sure = reachability(needs);
  for (const draft of drafts) {
    for (const network of uses.get(draft.name)!) {
      const all = makers.get(network) ?? [];
      if (all.length < 2 || all.includes(draft.name)) continue;
      for (const maker of all) if (!sure(maker, draft.name)) needs.get(draft.name)!.add(maker);
    }
  }

  const { order, cycles } = sortByNeed(names, (name) => needs.get(name)!);
  if (cycles.length > 0 || !good) {
    // What a broken phase trains is not known: others may only seem to wait for each other.
    if (world.broken.phases.size === 0) for (const cycle of cycles) reportCycle(cycle, byName, world);
    return undefined;
  }
  const isAfter = reachability(needs);
  if (world.broken.phases.size === 0 && !haveOrder(makers, byName, isAfter, world)) return undefined;
  return { drafts: order.map((name) => byName.get(name)!), isAfter };
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
function usedBy(draft: Draft, drafts: readonly Draft[], world: World): Set<string> {
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
        candidates: [...byName.keys(), ...world.broken.phases].filter((one) => one !== name),
      });
    }
  }
  for (const start of entry.start) {
    const phase = phaseOfStart(start, draft, [...byName.values()], world);
    if (phase) add(phase.name);
  }
  return good;
}

/** Whether one name needs another, directly or by way of others. */
function reachability(needs: ReadonlyMap<string, ReadonlySet<string>>) {
  const known = new Map<string, Set<string>>();
  const from = (name: string): Set<string> => {
    const found = known.get(name);
    if (found) return found;
    const reached = new Set<string>();
    const waiting = [...(needs.get(name) ?? [])];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      if (reached.has(next)) continue;
      reached.add(next);
      waiting.push(...(needs.get(next) ?? []));
    }
    known.set(name, reached);
    return reached;
  };
  return (name: string, other: string) => from(name).has(other);
}

/** Two phases that train the same network stand in an order. */
function haveOrder(
  makers: ReadonlyMap<string, readonly string[]>,
  byName: ReadonlyMap<string, Draft>,
  isAfter: (phase: string, other: string) => boolean,
  world: World,
): boolean {
  const said = new Set<string>();
  for (const [network, all] of makers) {
    for (const [at, a] of all.entries()) {
      for (const b of all.slice(at + 1)) {
        if (isAfter(a, b) || isAfter(b, a) || said.has(`${a} ${b}`)) continue;
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
  }
  return said.size === 0;
}
