import type { PhaseEntry } from '../../dsl/index.js';
import { fingerprint } from '../fingerprint.js';
import type { Dataset, Phase } from '../program.js';
import type { World } from '../world.js';
import { batchWarnings } from './batch-size.js';
import { inOrderOfUse } from './by-use.js';
import { callOf } from './called.js';
import { draftPhase, graphOrder, type Draft } from './draft.js';
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
  const inOrder = graphOrder(world.networks);
  const drafts = entries.map((entry) => draftPhase(entry, inOrder, world));
  const reach = reachOf(world.networks);
  const updates = drafts.map((draft) => {
    if (draft.good) return updatesOf(draft, world, reach);
    checkUpdates(draft, world);
    return undefined;
  });
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  const starts = drafts.map((draft) => checkStarts(draft, byName, world));
  const watching = drafts.map((draft) => watchingOf(draft, world));
  const warnOfBatch = batchWarnings(world);
  for (const draft of drafts) {
    warnOfIdleFreezes(draft, world);
    warnOfRestingNoise(draft, world);
    warnOfBatch(draft, draft.entry.batchSize?.value ?? BATCH_SIZE);
  }
  const ordered = orderPhases(drafts, world);
  if (!ordered) return undefined;

  const own = new Map(drafts.map((draft, at) => [draft, { moves: updates[at], watch: watching[at] }]));
  const around: Around = {
    ordered,
    place: new Map(ordered.drafts.map(({ name }, at) => [name, at])),
    byName,
    datasets: new Map([...world.data].map(([key, { dataset }]) => [key, dataset])),
  };
  const last = new Map<string, string>();
  const phases: Phase[] = [];
  let whole = starts.every(Boolean);
  for (const draft of ordered.drafts) {
    const { moves, watch } = own.get(draft)!;
    const networks = draft.networks.map((name) => ({ name, from: ordered.lastBefore(name, draft.name) }));
    if (draft.good && moves) checkTrained(draft, networks, world);
    if (moves && watch && draft.data && draft.good) {
      phases.push(phaseOf(draft, moves, watch, networks, around, seed, world));
    } else whole = false;
    for (const name of draft.leaves) last.set(name, draft.name);
  }
  return whole ? { phases, last } : undefined;
}

/** What the phases of a plan have in common. */
interface Around {
  ordered: Ordered;
  place: ReadonlyMap<string, number>;
  byName: ReadonlyMap<string, Draft>;
  datasets: ReadonlyMap<string, Dataset>;
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
  { ordered, place, byName, datasets }: Around,
  seed: number,
  world: World,
): Phase {
  const { entry, name, step, validation } = draft;
  const start = entry.start.map((one) => {
    const [network, of] = [one.network.value, one.of.value];
    return phaseOfStart(one, draft, byName, world)
      ? { network, of: network, from: of }
      : { network, of, from: ordered.lastBefore(of, name) };
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
    dependsOn: [...dependsOn].filter((one) => place.has(one)).sort((a, b) => place.get(a)! - place.get(b)!),
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
  return { ...phase, fingerprint: fingerprint(phase, world.networks, datasets, seed) };
}
