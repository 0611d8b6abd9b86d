import type { PhaseEntry } from '../../dsl/index.js';
import { createFingerprinter, type UnhashedPhase } from '../fingerprint/index.js';
import type { Network, Phase, PhaseFingerprint } from '../program.js';
import type { CompileContext } from '../compile-context.js';
import { batchSizeOf } from './batch-size.js';
import { createBatchMemoryWarner } from './batch-memory-warnings.js';
import { toCanonicalOrder } from './canonical-order.js';
import { firstCallOf } from './callees.js';
import { draftPhase, createNetworkSorter, type PhaseDraft } from './draft-phase.js';
import { frozenWeightsOf, warnOfUselessFreezes, warnOfInactiveNoise } from './frozen-weights.js';
import { streamName } from '../stream-name.js';
import { compileMonitors, type PhaseMonitors } from './monitor.js';
import { compileReference } from './compile-reference.js';
import { phaseNamedByStart } from './start-phase.js';
import { orderPhases, type OrderedPhases } from './order-phases.js';
import { trainingMetrics } from './figures.js';
import { checkInitial, checkStarts } from './check-starts.js';
import { compileLoads, type PhaseLoad } from './compile-loads.js';
import { checkUpdates, gradientFlowOf, compileUpdates } from './compile-updates.js';
import { compileSolve } from './compile-solve.js';
import { validationLosses } from './validation-losses.js';

export interface CompiledPlan {
  phases: Phase[];
  /** The phase that trains each network last. */
  lastTrainers: ReadonlyMap<string, string>;
}

/**
 * Compiles the plan: the update sets and losses of each phase, then the order of phases, then what each takes from
 * earlier ones. Undefined after an error, which is reported.
 */
export function compilePhases(
  entries: readonly PhaseEntry[],
  seed: number,
  context: CompileContext,
): CompiledPlan | undefined {
  const inOrder = createNetworkSorter(context.networks);
  const drafts = entries.map((entry) => draftPhase(entry, inOrder, context));
  const reach = gradientFlowOf(context.networks);
  const updates = drafts.map((draft) => {
    if (draft.isValid) return compileUpdates(draft, context, reach);
    checkUpdates(draft, context);
    return undefined;
  });
  const byName = new Map(drafts.map((draft) => [draft.name, draft]));
  const starts = drafts.map(
    (draft) => checkInitial(draft, byName, context) && checkStarts(draft, byName, context),
  );
  const solves = drafts.map((draft) =>
    draft.solve && draft.isValid ? compileSolve(draft, context) : undefined,
  );
  const loads = drafts.map((draft) => compileLoads(draft, context));
  const monitors = drafts.map((draft) => compileMonitors(draft, context));
  const references = drafts.map((draft) => compileReference(draft, context));
  const warnOfBatch = createBatchMemoryWarner(context);
  for (const draft of drafts) {
    warnOfUselessFreezes(draft, context);
    warnOfInactiveNoise(draft, context);
    warnOfBatch(draft, batchSizeOf(draft));
  }
  const ordered = orderPhases(drafts, context);
  if (!ordered) return undefined;

  const own = new Map(
    drafts.map((draft, at) => [
      draft,
      {
        moves: updates[at],
        solve: solves[at],
        watch: monitors[at],
        canStart: starts[at]!,
        loads: loads[at],
        reference: references[at],
      },
    ]),
  );
  const around: PlanContext = {
    ordered,
    place: new Map(ordered.drafts.map(({ name }, at) => [name, at])),
    byName,
    fingerprintOf: createFingerprinter(
      context.networks,
      new Map([...context.data].map(([key, { dataset }]) => [key, dataset])),
      seed,
    ),
  };
  const last = new Map<string, string>();
  const phases: Phase[] = [];
  let whole = true;
  for (const draft of ordered.drafts) {
    const { moves, solve, watch, canStart, loads, reference } = own.get(draft)!;
    const networks = draft.networks.map((name) => ({
      name,
      from: ordered.lastTrainerBefore(name, draft.name),
    }));
    if (draft.isValid && moves)
      checkTrained(draft, networks, byName.get(draft.entry.initialOf?.value ?? ''), context);
    const isWhole = moves && (solve !== undefined || moves.length > 0);
    if (isWhole && watch && canStart && loads && draft.data && draft.isValid) {
      const moved = { updates: moves, ...(solve ? { solve } : {}) };
      const phase = phaseOf(draft, moved, watch, networks, loads, around, context);
      phases.push(withFingerprint(phase, reference ?? [], around.fingerprintOf));
    } else whole = false;
    for (const name of draft.changedNetworks) last.set(name, draft.name);
  }
  return whole ? { phases, lastTrainers: last } : undefined;
}

/** Shared by the phases of a plan. */
interface PlanContext {
  ordered: OrderedPhases;
  place: ReadonlyMap<string, number>;
  byName: ReadonlyMap<string, PhaseDraft>;
  fingerprintOf: (phase: UnhashedPhase) => PhaseFingerprint;
}

/**
 * A network that is used but not trained must have been trained by an earlier phase, unless the phase allows it to be
 * untrained.
 */
function checkTrained(
  draft: PhaseDraft,
  networks: Phase['networks'],
  whole: PhaseDraft | undefined,
  context: CompileContext,
): void {
  if (draft.entry.untrained?.value || context.broken.phases.size > 0) return;
  const own = draft.changedNetworks;
  // What fills the weights that a phase begins with may use what the phase is about to train.
  const begun = whole?.changedNetworks;
  for (const { name, from } of networks) {
    const { weights, load } = context.networks.get(name)!;
    if (from !== null || own.has(name) || begun?.has(name) || weights.length === 0 || load?.isWhole) continue;
    const call = firstCallOf(draft.step.wires, name);
    context.report({
      code: 'untrained-network',
      message: `\`${draft.name}\` uses \`${name}\`, which no phase has trained before`,
      range: call?.range ?? draft.entry.name.range,
      help: `train it here or in another phase, or write untrained: true if its first random weights are wanted`,
    });
  }
}

/** Nothing but what is solved for moves, moving averages neither. */
const weightsLeft = ({ weights }: Network, solved: ReadonlySet<string>): string[] =>
  weights.flatMap(({ name }) => (solved.has(name) ? [] : [name]));

function phaseOf(
  draft: PhaseDraft,
  moves: Pick<Phase, 'updates' | 'solve'>,
  { keep, stopEarly, plateau }: PhaseMonitors,
  networks: Phase['networks'],
  loads: readonly PhaseLoad[],
  { ordered, place, byName }: PlanContext,
  context: CompileContext,
): UnhashedPhase {
  const { entry, name, step, validation } = draft;
  const start = entry.start.map((one) => {
    const [network, of] = [one.network.value, one.of.value];
    return phaseNamedByStart(one, draft, byName, context)
      ? { network, of: network, from: of }
      : { network, of, from: ordered.lastTrainerBefore(of, name) };
  });
  const loaded = loads.map(({ network, load }) => ({ network, of: network, from: null, load }));
  const dependsOn = new Set([
    ...entry.after.map(({ value }) => value),
    ...networks.flatMap(({ from }) => from ?? []),
    ...start.flatMap(({ from }) => from ?? []),
  ]);
  const batchSize = batchSizeOf(draft);
  const precision = entry.precision?.value ?? 'float32';
  return toCanonicalOrder<UnhashedPhase>({
    name,
    stream: streamName(entry),
    dependsOn: [...dependsOn].filter((one) => place.has(one)).sort((a, b) => place.get(a)! - place.get(b)!),
    data: draft.data!.use,
    epochs: entry.epochs?.value ?? 1,
    batchSize,
    ...(draft.classBatch ? { classBatch: draft.classBatch } : {}),
    stepsPerEpoch: entry.stepsPerEpoch?.value ?? null,
    wires: step.wires,
    ...moves,
    // What is solved for is measured afterwards, on other data.
    metrics: moves.solve ? [] : trainingMetrics(step),
    validation: validation && {
      data: validation.data,
      every: entry.validate?.every?.value ?? 1,
      batchSize,
      wires: validation.step.wires,
      losses: validationLosses(entry, validation.step),
      metrics: validation.step.metrics,
    },
    networks,
    start: [...start, ...loaded],
    frozen: draft.networks.flatMap((used) => {
      const network = context.networks.get(used)!;
      return moves.solve ? weightsLeft(network, draft.trainedWeights) : frozenWeightsOf(network, draft);
    }),
    keep,
    ...(precision === 'float32' ? {} : { precision }),
    stopEarly,
    ...(plateau ? { plateau } : {}),
    range: entry.range,
  });
}

/** Hashed when it is first asked for: that is a fifth of compiling a graph, and diagnostics need none of it. */
function withFingerprint(
  phase: UnhashedPhase,
  reference: NonNullable<Phase['reference']>,
  fingerprintOf: PlanContext['fingerprintOf'],
): Phase {
  let known: PhaseFingerprint | undefined;
  return {
    ...phase,
    ...(reference.length > 0 ? { reference } : {}),
    get fingerprint() {
      return (known ??= fingerprintOf(phase));
    },
  };
}
