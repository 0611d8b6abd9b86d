import type { PhaseEntry } from '../../dsl/index.js';
import { fingerprint } from '../fingerprint.js';
import type { Phase } from '../program.js';
import type { World } from '../world.js';
import { inOrderOfUse } from './by-use.js';
import { callOf } from './called.js';
import { draftPhase, type Draft } from './draft.js';
import { frozenIn, warnOfIdleFreezes, warnOfRestingNoise } from './frozen.js';
import { watchingOf, type Watching } from './monitor.js';
import { phaseOfStart } from './phase-of-start.js';
import { orderPhases, type Ordered } from './order.js';
import { checkStarts } from './starts.js';
import { checkUpdates, reachOf, updatesOf } from './updates.js';
import { validationLosses } from './validation-losses.js';

/** Keras's `fit`. */
const BATCH_SIZE = 32;

export interface Plan {
  phases: Phase[];
  /** The phase that leaves each network as it is in the end. */
  last: ReadonlyMap<string, string>;
}

/**
 * The plan: update sets and losses of each phase, then their order, then what each takes from those before. Undefined if
 * there is an error in it, which is reported.
 */
export function compilePhases(entries: readonly PhaseEntry[], seed: number, world: World): Plan | undefined {
  const drafts = entries.map((entry) => draftPhase(entry, world));
  const reach = reachOf(world.networks);
  const updates = drafts.map((draft) => {
    if (draft.good) return updatesOf(draft, world, reach);
    checkUpdates(draft, world);
    return undefined;
  });
  const starts = drafts.map((draft) => checkStarts(draft, drafts, world));
  const watching = drafts.map((draft) => watchingOf(draft, world));
  for (const draft of drafts) {
    warnOfIdleFreezes(draft, world);
    warnOfRestingNoise(draft, world);
  }
  const ordered = orderPhases(drafts, world);
  if (!ordered) return undefined;

  const last = new Map<string, string>();
  const phases: Phase[] = [];
  let whole = starts.every(Boolean);
  for (const draft of ordered.drafts) {
    const at = drafts.indexOf(draft);
    const [own, watch] = [updates[at], watching[at]];
    const networks = draft.networks.map((name) => ({ name, from: lastBefore(name, draft, ordered) }));
    if (draft.good && own) checkTrained(draft, networks, world);
    if (own && watch && draft.data && draft.good) {
      phases.push(phaseOf(draft, own, watch, networks, ordered, seed, world));
    } else whole = false;
    for (const name of draft.leaves) last.set(name, draft.name);
  }
  return whole ? { phases, last } : undefined;
}

/** The last phase before this one that leaves a network trained. */
function lastBefore(network: string, draft: Draft, { drafts, isAfter }: Ordered): string | null {
  let found: string | null = null;
  for (const other of drafts) {
    if (other === draft) break;
    if (isAfter(draft.name, other.name) && other.leaves.has(network)) found = other.name;
  }
  return found;
}

/** What is used as it is must have been trained by somebody, unless the phase says that it need not. */
function checkTrained(draft: Draft, networks: Phase['networks'], world: World): void {
  if (draft.entry.untrained?.value || world.broken.phases.size > 0) return;
  const own = draft.leaves;
  for (const { name, from } of networks) {
    const { weights } = world.networks.get(name)!;
    if (from !== null || own.has(name) || weights.length === 0) continue;
    const call = callOf(draft.step.wires, name);
    world.report({
      code: 'untrained-network',
      message: `\`${draft.name}\` uses \`${name}\`, which no phase has trained before`,
      range: call?.range ?? draft.entry.name.range,
      help: `train it here or in another phase, or write untrained: true if its first random weights are wanted`,
    });
  }
}

function phaseOf(
  draft: Draft,
  updates: Phase['updates'],
  { keep, stopEarly }: Watching,
  networks: Phase['networks'],
  ordered: Ordered,
  seed: number,
  world: World,
): Phase {
  const { entry, name, step, validation } = draft;
  const start = entry.start.map((one) => {
    const [network, of] = [one.network.value, one.of.value];
    return phaseOfStart(one, draft, ordered.drafts, world)
      ? { network, of: network, from: of }
      : { network, of, from: lastBefore(of, draft, ordered) };
  });
  const dependsOn = new Set([
    ...entry.after.map(({ value }) => value),
    ...networks.flatMap(({ from }) => from ?? []),
    ...start.flatMap(({ from }) => from ?? []),
  ]);
  const batchSize = entry.batchSize?.value ?? BATCH_SIZE;
  const precision = entry.precision?.value ?? 'float32';
  const phase = inOrderOfUse<Omit<Phase, 'fingerprint'>>({
    name,
    dependsOn: ordered.drafts.map((other) => other.name).filter((other) => dependsOn.has(other)),
    data: draft.data!.use,
    epochs: entry.epochs?.value ?? 1,
    batchSize,
    stepsPerEpoch: entry.stepsPerEpoch?.value ?? null,
    wires: step.wires,
    updates,
    metrics: step.metrics,
    validation: validation && {
      data: validation.data,
      every: entry.validate?.every?.value ?? 1,
      batchSize,
      wires: validation.step.wires,
      losses: validationLosses(entry, validation.step),
      metrics: validation.step.metrics,
    },
    networks,
    start,
    frozen: draft.networks.flatMap((used) => frozenIn(world.networks.get(used)!, draft)),
    keep,
    ...(precision === 'float32' ? {} : { precision }),
    stopEarly,
    range: entry.range,
  });
  const datasets = new Map([...world.data].map(([key, { dataset }]) => [key, dataset]));
  return { ...phase, fingerprint: fingerprint(phase, world.networks, datasets, seed) };
}
