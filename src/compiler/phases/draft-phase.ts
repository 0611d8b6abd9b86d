import type { PhaseEntry, UpdateEntry } from '../../dsl/index.js';
import type { CompiledDataset } from '../compiled-dataset.js';
import type { ClassBatch, DataUse, Network, Wire } from '../program.js';
import { compileClassBatch } from './class-batch.js';
import { resolveDataUse } from '../data/index.js';
import { didYouMean } from '../../diagnostics/index.js';
import { mentionedNames } from '../expressions/index.js';
import { reportNameTaken, trackErrors, type CompileContext } from '../compile-context.js';
import { batchSizeOf } from './batch-size.js';
import { calleesOf } from './callees.js';
import { networkOfWeight } from '../weight-network.js';
import { hasTrainableWeights, callModeOf, resolveNoiseModes } from './call-modes.js';
import { assignmentEntries, draftAssignments, type DraftedAssignment } from './draft-assignments.js';
import { draftSolve, solvedWeights, type SolveDraft } from './draft-solve.js';
import { lowerStep, type LoweredStep } from './lower-step.js';
import { hasRegularizer, REGULARIZATION } from '../regularization.js';
import { selectWeights, type SelectedWeights } from './select-weights.js';
import { equalShapes, shapeText } from '../../vocabulary/index.js';

/** One update of a draft: the weights that it trains, in the networks' order. */
export interface UpdateDraft {
  entry: UpdateEntry;
  /** Null if its selectors have an error. */
  weights: string[] | null;
  /** Whether a weight that it trains has a regularizer. */
  isRegularized: boolean;
}

/** A phase before its position in the plan is known. */
export interface PhaseDraft {
  entry: PhaseEntry;
  name: string;
  updates: UpdateDraft[];
  /** What it solves for; null in a phase of updates. */
  solve: SolveDraft | null;
  /** Weights that any of its updates trains. */
  trainedWeights: Set<string>;
  /** By update, what is assigned after it. */
  assignments: DraftedAssignment[][];
  /** Weights that any assignment changes. */
  assignedWeights: Set<string>;
  frozen: SelectedWeights;
  data: { known: CompiledDataset; use: DataUse } | null;
  classBatch: ClassBatch | null;
  step: LoweredStep;
  validation: { data: DataUse; step: LoweredStep } | null;
  /** Networks that it calls or trains, in the graph's order. */
  networks: string[];
  /** Trained networks whose only weights are moving averages: they are updated without a gradient. */
  movingAverageNetworks: Set<string>;
  /**
   * Noise-only networks that are inactive because the frozen networks they are called with are, each with a call of
   * it.
   */
  inactiveNoise: { network: string; call: Wire }[];
  /** Networks that it changes. */
  changedNetworks: Set<string>;
  /** False after an error: what it trains may be incomplete, so nothing more can be reported about it. */
  isValid: boolean;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Networks by name, without duplicates, in the graph's order. */
export type NetworkSorter = (names: Iterable<string>) => Network[];

export function createNetworkSorter(networks: ReadonlyMap<string, Network>): NetworkSorter {
  const places = new Map([...networks.keys()].map((name, at) => [name, at]));
  return (names) =>
    [...new Set(names)]
      .filter((name) => places.has(name))
      .sort((a, b) => places.get(a)! - places.get(b)!)
      .map((name) => networks.get(name)!);
}

/** Networks of weights: the name of a weight begins with that of its network. */
const networksOf = (weights: Iterable<string>): string[] => [...weights].map(networkOfWeight);

/** Reads one phase: its update sets, and its losses and metrics as wires. */
export function draftPhase(
  entry: PhaseEntry,
  sortNetworks: NetworkSorter,
  context: CompileContext,
): PhaseDraft {
  const tracked = trackErrors(context.report);
  const own: CompileContext = { ...context, report: tracked.report };
  const frozen = selectFrozen(entry, own);
  const updates = entry.updates.map((update) => updateOf(update, frozen?.all ?? null, sortNetworks, own));
  // It is then unknown who trains what, so nothing can be reported as untrained.
  if (updates.some(({ weights }) => weights === null)) context.broken.phases.add(entry.name.value);
  const solve = entry.solve && draftSolve(entry.solve, frozen?.all.weights ?? new Set(), own);
  if (solve && !solve.solved) context.broken.phases.add(entry.name.value);
  const trainedWeights = new Set([
    ...updates.flatMap(({ weights }) => weights ?? []),
    ...solvedWeights(solve),
  ]);
  const selected = new Set(updates.flatMap(({ networks }) => [...networks]));
  // What is solved for is called at rest: its values are those that evaluations see.
  const trainedAndFrozen = { trainedWeights: solve ? NOTHING : trainedWeights, trained: selected, frozen };
  const modeOf = (network: string) => callModeOf(context.networks.get(network)!, trainedAndFrozen);
  const trainedNetworks = new Set(networksOf(trainedWeights));
  const assignments = draftAssignments(
    entry,
    updates.map(({ weights }) => weights),
    frozenForGood(frozen),
    own,
  );
  if (!assignments.isValid) context.broken.phases.add(entry.name.value);
  const data = resolveDataUse(entry.data, own) ?? null;
  const classBatch = data && compileClassBatch(entry, data.known, own);
  const lowered = lowerStep(
    entry,
    data,
    (network) => modeOf(network) ?? 'train',
    own,
    // A solution is what comes of a whole pass.
    solve ? 'end' : 'steps',
    {
      assignments: assignmentEntries(entry),
      batchSize: batchSizeOf({ entry, classBatch: classBatch ?? null }),
      solve,
    },
  );
  const { wires, inactive } = resolveNoiseModes(
    lowered.wires,
    (name) => modeOf(name) === null,
    context.networks,
  );
  const step = { ...lowered, wires };
  const validation = validationOf(entry, data, own, tracked.failed());
  const called = new Set([...calleesOf(step.wires), ...calleesOf(validation?.step.wires ?? [])]);
  const movingAverageNetworks = new Set(
    wires.flatMap((wire) => {
      const network =
        wire.op === 'call' && wire.mode === 'train' ? context.networks.get(wire.network)! : null;
      return network && !hasTrainableWeights(network) && network.weights.length > 0 ? [network.name] : [];
    }),
  );
  const networks = sortNetworks([...called, ...trainedNetworks, ...assignments.networks]).map(
    ({ name }) => name,
  );
  return {
    entry,
    name: entry.name.value,
    updates,
    solve,
    trainedWeights,
    assignments: assignments.updates,
    assignedWeights: assignments.weights,
    frozen: frozen?.all ?? { networks: new Set(), whole: new Set(), weights: new Set() },
    data,
    classBatch: classBatch ?? null,
    step,
    validation,
    networks,
    movingAverageNetworks,
    inactiveNoise: inactive,
    changedNetworks: changedNetworksOf(
      entry,
      [...trainedNetworks, ...movingAverageNetworks, ...networksOf(assignments.weights)],
      sortNetworks,
    ),
    isValid: !tracked.failed() && !context.faulty.phases.has(entry.name.value),
  };
}

function changedNetworksOf(
  { start, loads }: PhaseEntry,
  trained: readonly string[],
  sortNetworks: NetworkSorter,
): Set<string> {
  const initialized = [...start, ...loads].map(({ network }) => network.value);
  return new Set(sortNetworks([...initialized, ...trained]).map(({ name }) => name));
}

function selectFrozen(entry: PhaseEntry, context: CompileContext) {
  const all = selectWeights(entry.freeze, context);
  if (!all) return null;
  const kept = selectWeights(
    entry.freeze.filter(({ mode }) => mode?.value === 'weights'),
    context,
  );
  return { all, kept: kept?.networks ?? new Set<string>() };
}

/** Weights that `freeze` holds still; `mode: weights` says how a network is called, and it may be assigned to. */
function frozenForGood(frozen: ReturnType<typeof selectFrozen>): Set<string> {
  if (!frozen) return new Set();
  return new Set([...frozen.all.weights].filter((weight) => !frozen.kept.has(weight.split('/', 1)[0]!)));
}

function updateOf(
  entry: UpdateEntry,
  frozen: SelectedWeights | null,
  sortNetworks: NetworkSorter,
  context: CompileContext,
) {
  const selected = selectWeights(entry.train, context);
  const networks = selected?.networks ?? new Set<string>();
  if (!selected || !frozen) return { entry, weights: null, networks, isRegularized: false };
  const weights = sortNetworks(networks).flatMap((network) =>
    network.weights
      .filter(({ name, trainable }) => trainable && selected.weights.has(name) && !frozen.weights.has(name))
      .map(({ name }) => name),
  );
  const isRegularized = hasRegularizer(context.networks, weights);
  const taken = isRegularized && entry.losses.find(({ name }) => name.value === REGULARIZATION);
  if (taken) reportNameTaken(taken.name, 'figure', context);
  return { entry, weights, networks, isRegularized };
}

/** The same losses and metrics on validation data, in inference mode. */
function validationOf(
  entry: PhaseEntry,
  training: PhaseDraft['data'],
  context: CompileContext,
  failed: boolean,
): PhaseDraft['validation'] {
  if (!entry.validate) return null;
  const data = resolveDataUse(entry.validate.data, context);
  if (!data || !checkValidationFields(entry, training, data, context)) return null;
  // The same errors would only be repeated.
  if (failed) return null;
  return { data: data.use, step: lowerStep(entry, data, () => 'inference', context, 'end') };
}

/** Checks that the validation data has the fields that the phase uses, with the same shapes. */
function checkValidationFields(
  entry: PhaseEntry,
  training: PhaseDraft['data'],
  { known }: NonNullable<PhaseDraft['data']>,
  context: CompileContext,
): boolean {
  if (!training || !entry.validate) return true;
  const expressions = [
    ...[...entry.wires, ...entry.metrics].map(({ expression }) => expression),
    ...entry.updates.flatMap(({ losses }) => losses.map(({ value }) => value)),
  ];
  const wires = new Set(entry.wires.map(({ name }) => name.value));
  const used = new Set(expressions.flatMap((expression) => [...mentionedNames(expression)]));
  const { text } = entry.validate.data;
  const other = training.known.dataset;
  const split = text.value === known.dataset.name ? '' : text.value.slice(known.dataset.name.length);
  const near = Object.hasOwn(other.splits, split.slice(1)) ? `${other.name}${split}` : undefined;
  for (const name of used) {
    const here = training.known.fields.get(name);
    if (!here || wires.has(name)) continue;
    const there = known.fields.get(name);
    if (there && equalShapes(here.type.shape, there.type.shape)) continue;
    const [code, message] = there
      ? ([
          'wrong-shape',
          `\`${name}\` is ${shapeText(there.type.shape)} in \`${known.dataset.name}\`, but ${shapeText(here.type.shape)} in \`${other.name}\`, which \`${entry.name.value}\` is trained on`,
        ] as const)
      : ([
          'unknown-name',
          `\`${known.dataset.name}\` has no field \`${name}\`, which \`${entry.name.value}\` needs for its figures`,
        ] as const);
    context.report({
      code,
      message,
      range: text.range,
      help: didYouMean(near, text.range, `validate on data that has the fields of \`${other.name}\``),
    });
    return false;
  }
  return true;
}

const isSolveKnown = (solve: SolveDraft | null, { solved }: LoweredStep): boolean =>
  solve === null ||
  (solved !== null && solved.inputs !== null && (solved.second !== null || solve.entry.second === null));

/** Whether everything that the phase uses is known: after an error elsewhere, a part of it may be missing. */
export function isFullyKnown({ isValid: good, data, step, entry, solve }: PhaseDraft): boolean {
  const figures = [...step.losses.flat(), ...step.metrics];
  const written = [...entry.updates.flatMap(({ losses }) => losses), ...entry.metrics];
  const values = assignmentEntries(entry).filter(({ kind }) => kind === 'assign');
  return (
    good &&
    data !== null &&
    figures.every((one) => one !== null) &&
    figures.length === written.length &&
    step.assigned.size === values.length &&
    isSolveKnown(solve, step)
  );
}
