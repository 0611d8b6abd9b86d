/** The weights that a phase's assignments change and read, before their values are lowered. */
import type { AssignmentEntry, Expression, Located, PhaseEntry, WeightSelector } from '../../dsl/index.js';
import { equalShapes, shapeText } from '../../vocabulary/index.js';
import type { Assignment, Network, Schedule, WireId } from '../program.js';
import { weightsAssignedBy, weightsReadBy } from '../trained-weights.js';
import { isDeclared, reportUnknownName, type CompileContext } from '../compile-context.js';
import { mentionedNames } from '../expressions/index.js';
import { compileSchedule } from '../schedules/index.js';
import { networkOfWeight } from '../weight-network.js';
import { bareWeightNames, findBareWeight } from './bare-weights.js';
import { selectWeights, type SelectedWeights } from './select-weights.js';

/** An assignment whose value is still an expression. */
export type DraftedAssignment =
  | Exclude<Assignment, { kind: 'assign' }>
  | { kind: 'assign'; every: number; weight: string; value: Expression };

export interface AssignmentDrafts {
  /** By update: its own, and then those of the phase. Those with an error are left out. */
  updates: DraftedAssignment[][];
  /** Weights that any of them changes. */
  weights: Set<string>;
  /** Networks whose weights they change or read; those in expressions are not among them. */
  networks: Set<string>;
  /** False after an error, which is reported. */
  isValid: boolean;
}

/** All assignments of a phase as they are written. */
export const assignmentEntries = ({ updates, afterUpdate }: PhaseEntry): AssignmentEntry[] => [
  ...updates.flatMap((update) => update.afterUpdate),
  ...afterUpdate,
];

/** What an assignment has to respect. */
interface Surroundings {
  phase: PhaseEntry;
  /** Weights that stand still; not those of networks that are frozen for their mode alone. */
  frozen: ReadonlySet<string>;
  /** Weights that the optimizer moves before the assignment. */
  trained: ReadonlySet<string>;
}

/** @param trained by update, the weights that it trains */
export function draftAssignments(
  phase: PhaseEntry,
  trained: readonly (readonly string[] | null)[],
  frozen: ReadonlySet<string>,
  context: CompileContext,
): AssignmentDrafts {
  let isValid = true;
  const drafted = (entries: readonly AssignmentEntry[], moved: readonly (readonly string[] | null)[]) => {
    const surroundings = { phase, frozen, trained: new Set(moved.flatMap((weights) => weights ?? [])) };
    return entries.flatMap((entry): DraftedAssignment[] => {
      const draft = draftAssignment(entry, surroundings, context);
      if (!draft) isValid = false;
      return draft ? [draft] : [];
    });
  };
  const own = phase.updates.map(({ afterUpdate }, at) => drafted(afterUpdate, [trained[at]!]));
  const shared = drafted(phase.afterUpdate, trained);
  const updates = own.map((assignments) => [...assignments, ...shared]);
  const all = [...own.flat(), ...shared];
  const assigned = all.flatMap((one) => (one.kind === 'assign' ? [one.weight] : weightsAssignedBy(one)));
  const read = all.flatMap((one) => (one.kind === 'assign' ? [] : weightsReadBy(one)));
  return {
    updates,
    weights: new Set(assigned),
    networks: new Set([...assigned, ...read].map((weight) => weight.split('/', 1)[0]!)),
    isValid,
  };
}

/** The assignments of an update, with their values; undefined if one has an error, which is reported. */
export function compileAssignments(
  drafts: readonly DraftedAssignment[],
  assigned: ReadonlyMap<Expression, WireId>,
): Assignment[] | undefined {
  const compiled = drafts.map((draft): Assignment | undefined => {
    if (draft.kind !== 'assign') return draft;
    const wire = assigned.get(draft.value);
    const { kind, every, weight } = draft;
    return wire === undefined ? undefined : { kind, every, weight, wire };
  });
  return compiled.every((one) => one !== undefined) ? compiled : undefined;
}

function draftAssignment(
  entry: AssignmentEntry,
  surroundings: Surroundings,
  context: CompileContext,
): DraftedAssignment | undefined {
  const every = entry.every?.value ?? 1;
  switch (entry.kind) {
    case 'ema':
      return draftAverage(entry, every, surroundings, context);
    case 'clip':
      return draftClip(entry, every, surroundings, context);
    case 'unit_norm':
      return draftUnitNorm(entry, every, surroundings, context);
    case 'assign':
      return draftAssignedValue(entry, every, surroundings, context);
  }
}

type EntryOf<Kind extends AssignmentEntry['kind']> = Extract<AssignmentEntry, { kind: Kind }>;

function draftAverage(
  entry: EntryOf<'ema'>,
  every: number,
  surroundings: Surroundings,
  context: CompileContext,
): DraftedAssignment | undefined {
  const target = selected(entry.target, context);
  const of = selected(entry.of, context);
  const decay = entry.decay ? decayOf(entry.decay, surroundings.phase, context) : undefined;
  if (!target || !of) return undefined;
  if (!checkNotFrozen(target, entry.target, surroundings, context)) return undefined;
  const weights = pairWeights([...target.weights], [...of.weights], entry, context);
  if (!weights || decay === undefined) return undefined;
  if (decay === 0 && every === 1) {
    const lost = weights.find((pair) => surroundings.trained.has(pair.target));
    if (lost) {
      reportLostUpdate(
        lost.target,
        entry.keyRange,
        'give it a decay above 0, or an `every` above 1',
        context,
      );
      return undefined;
    }
  }
  return { kind: 'ema', every, weights, decay };
}

function decayOf(
  entry: NonNullable<EntryOf<'ema'>['decay']>,
  { epochs }: PhaseEntry,
  context: CompileContext,
): Schedule | undefined {
  const decay = compileSchedule(
    entry,
    { what: 'the decay', epochs: epochs?.value ?? 1, hasSteps: true, most: 1 },
    context,
  );
  if (decay !== 1) return decay;
  context.report({
    code: 'out-of-range',
    message: 'with a decay of 1 the average never moves',
    range: entry.range,
    help: 'write a number below 1: 0.99',
  });
  return undefined;
}

/** Weights side by side: as many on both sides, of equal shapes. */
function pairWeights(
  targets: readonly string[],
  sources: readonly string[],
  entry: EntryOf<'ema'>,
  context: CompileContext,
): { target: string; of: string }[] | undefined {
  const range = entry.of[0]!.range;
  const fail = (message: string, help: string): undefined =>
    void context.report({ code: 'wrong-shape', message, range, help });
  const own = targets.find((weight) => sources.includes(weight));
  if (own !== undefined) {
    context.report({
      code: 'lost-assignment',
      message: `\`${own}\` can't be the average of itself`,
      range,
      help: `declare a network for the average, {like: ${own.split('/', 1)[0]!}}, and name that as \`target\``,
    });
    return undefined;
  }
  const help = 'the average of a network is one that is `like` it: teacher: {like: student}';
  if (targets.length !== sources.length) {
    return fail(
      `${weightsText(targets.length)} can't be ${targets.length === 1 ? 'the average' : 'averages'} of ${weightsText(sources.length)}`,
      help,
    );
  }
  const shapes = weightShapes(context);
  const pairs = targets.map((target, at) => ({ target, of: sources[at]! }));
  const odd = pairs.find(({ target, of }) => !equalShapes(shapes.get(target)!, shapes.get(of)!));
  if (!odd) return pairs;
  return fail(
    `\`${odd.target}\` is ${shapeText(shapes.get(odd.target)!)} and can't be the average of \`${odd.of}\`, which is ${shapeText(shapes.get(odd.of)!)}`,
    help,
  );
}

const weightsText = (count: number): string => `${count} ${count === 1 ? 'weight' : 'weights'}`;

const weightShapes = ({ networks }: CompileContext): ReadonlyMap<string, readonly number[]> =>
  new Map([...networks.values()].flatMap(({ weights }) => weights.map(({ name, shape }) => [name, shape])));

function draftClip(
  entry: EntryOf<'clip'>,
  every: number,
  surroundings: Surroundings,
  context: CompileContext,
): DraftedAssignment | undefined {
  const { min, max } = entry;
  const weights = movable(entry.weights, surroundings, context);
  if (!min && !max) {
    context.report({
      code: 'missing-key',
      message: 'nothing says what the weights are held between',
      range: entry.keyRange,
      help: 'write {clip: {weights: critic, min: -0.01, max: 0.01}}; one of the two is enough',
    });
    return undefined;
  }
  if (min && max && min.value > max.value) {
    context.report({
      code: 'out-of-range',
      message: `the least is ${min.value}, which is more than ${max.value}, the most`,
      range: min.range,
      help: 'exchange `min` and `max`',
    });
    return undefined;
  }
  return weights && { kind: 'clip', every, weights, min: min?.value ?? null, max: max?.value ?? null };
}

function draftUnitNorm(
  entry: EntryOf<'unit_norm'>,
  every: number,
  surroundings: Surroundings,
  context: CompileContext,
): DraftedAssignment | undefined {
  const names = movable(entry.weights, surroundings, context);
  if (!names) return undefined;
  const shapes = weightShapes(context);
  const axes = entry.axes?.map(({ value }) => value);
  // Of layers, kernels alone: the norm of a bias is no norm of a unit. Where axes are given, all that have them.
  const least = axes ? Math.max(...axes) + 1 : 2;
  const weights = names.flatMap((weight) => {
    const { length } = shapes.get(weight)!;
    if (length < least) return [];
    return [{ weight, axes: axes ?? Array.from({ length: length - 1 }, (_, at) => at) }];
  });
  if (weights.length > 0) return { kind: 'unit_norm', every, weights };
  context.report({
    code: 'wrong-shape',
    message: axes
      ? `none of these weights has an axis ${Math.max(...axes)}`
      : 'none of these weights has two axes or more, over one of which to take norms',
    range: entry.axes?.[0]?.range ?? entry.weights[0]!.range,
    help: axes
      ? 'axes are counted from 0'
      : 'name a kernel, or say over which axis: {weights: scale, axis: 0}',
  });
  return undefined;
}

function draftAssignedValue(
  { weight, value, keyRange }: EntryOf<'assign'>,
  every: number,
  surroundings: Surroundings,
  context: CompileContext,
): DraftedAssignment | undefined {
  if (!checkBareWeight(weight, context)) return undefined;
  const name = weight.value;
  if (!checkNotFrozen({ weights: new Set([name]) }, [weight], surroundings, context)) return undefined;
  const asValue = name.replaceAll('/', '.');
  if (every === 1 && surroundings.trained.has(name) && ![...mentionedNames(value)].includes(asValue)) {
    const help = `let its new value depend on the old one, as in clip(${asValue}, 0, 1), or take it out of \`train\``;
    reportLostUpdate(name, keyRange, help, context);
    return undefined;
  }
  return { kind: 'assign', every, weight: name, value };
}

function checkBareWeight(name: Located<string>, context: CompileContext): boolean {
  const owner = networkOfWeight(name.value);
  if (findBareWeight(name.value, context)) {
    context.used.networks.add(owner);
    return true;
  }
  const network = context.networks.get(owner);
  const what =
    owner === name.value
      ? network
        ? 'a network'
        : context.models.has(owner)
          ? 'a model'
          : null
      : network && isOfLayers(name.value, network)
        ? 'of a layer'
        : null;
  if (what) {
    context.report({
      code: 'not-a-weight',
      message: `\`${name.value}\` is ${what}, and only a bare weight can be assigned a value`,
      range: name.range,
      help: 'declare it with `weights`: memory: {weights: [1024, 32]}; networks follow others by `ema`',
    });
    return false;
  }
  if (network || !isDeclared(context, owner)) {
    reportUnknownName(context, name, {
      code: network ? 'unknown-layer' : 'unknown-network',
      kind: 'bare weight',
      candidates: [bareWeightNames(context)],
    });
  }
  return false;
}

/** Whether it is a layer of the network, or a weight of one. */
const isOfLayers = (name: string, { weights }: Network): boolean =>
  weights.some((weight) => weight.name === name || weight.name.startsWith(`${name}/`));

/** Assigned right after the optimizer's step, what does not depend on the weight makes that step pointless. */
function reportLostUpdate(
  weight: string,
  range: Located<string>['range'],
  help: string,
  context: CompileContext,
): void {
  context.report({
    code: 'lost-assignment',
    message: `\`${weight}\` is trained, and this throws away what the optimizer has made of it`,
    range,
    help,
  });
}

/** Undefined after an error: one of the selectors is wrong, or none was written, which has been reported. */
function selected(
  selectors: readonly WeightSelector[],
  context: CompileContext,
): Pick<SelectedWeights, 'weights'> | undefined {
  if (selectors.length === 0) return undefined;
  const found = selectWeights(selectors, context);
  if (!found) return undefined;
  if (found.weights.size > 0) return found;
  context.report({
    code: 'nothing-to-assign',
    message: `there are no weights in \`${selectors[0]!.pattern.value}\``,
    range: selectors[0]!.pattern.range,
    help: 'name a network that has weights',
  });
  return undefined;
}

/** The selected weights that do not stand still. */
function movable(
  selectors: readonly WeightSelector[],
  { frozen }: Surroundings,
  context: CompileContext,
): string[] | undefined {
  const found = selected(selectors, context);
  if (!found) return undefined;
  const weights = [...found.weights].filter((weight) => !frozen.has(weight));
  if (weights.length > 0) return weights;
  context.report({
    code: 'nothing-to-assign',
    message: `all of \`${selectors[0]!.pattern.value}\` is frozen`,
    range: selectors[0]!.pattern.range,
    help: 'take it out of freeze:',
  });
  return undefined;
}

function checkNotFrozen(
  { weights }: Pick<SelectedWeights, 'weights'>,
  written: readonly { range: WeightSelector['range'] }[],
  { frozen }: Surroundings,
  context: CompileContext,
): boolean {
  const still = [...weights].find((weight) => frozen.has(weight));
  if (still === undefined) return true;
  const network = still.split('/', 1)[0]!;
  context.report({
    code: 'nothing-to-assign',
    message: `\`${still}\` is frozen, and can't be assigned anything`,
    range: written[0]!.range,
    help: `take \`${network}\` out of freeze:; what is assigned and not trained needs no freezing`,
  });
  return false;
}
