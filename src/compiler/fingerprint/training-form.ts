/** What a phase's training step does to weights, in normal form. */
import type { Assignment, Phase, Schedule, Wire, WireId } from '../program.js';
import { declaredWeights } from '../regularization.js';
import { weightsAssignedBy, weightsReadBy, weightsSolvedBy } from '../trained-weights.js';
import { networkOfWeight } from '../weight-network.js';
import { stepsOfPass } from '../steps-of-pass.js';
import { liveWires, wireInputs } from '../wire-inputs.js';
import { hasOrderedGradientSum } from './gradient-sums.js';
import { createStepForm, type FormContext, type References } from './step-form.js';
import { evaluationOrder } from './wire-form.js';

type UnhashedPhase = Omit<Phase, 'fingerprint'>;

/** Numbers the networks that affect the weights, the results of earlier phases and the sources of the data. */
export function trainingForm(phase: UnhashedPhase, references: References, context: FormContext): object {
  const { wires, updates, metrics, start } = phase;
  const step = createStepForm(wires, phase.data, references, context);
  const rootOf = neutralRoots(phase);
  const passes = updates.map(({ losses }) => losses.map(({ wire }) => rootOf(wire)));
  const roots = passes.map((pass) => pass.map(step.numberOf));

  // Calls of metrics that losses don't make: their moving averages are updated as well, after those of the first update.
  const lossWires = liveWires(wires, passes.flat());
  const assigns = callsWithMovingAverages(phase, context);
  const metricOrder = evaluationOrder(
    wires,
    metrics.map(({ wire }) => wire),
  ).filter((id) => !lossWires[id]);
  const assigningMetrics = metricOrder.filter(assigns).map(step.numberOf);

  const assigned = updates.map(({ assignments = [] }) => {
    const values = assignments.flatMap((one) => (one.kind === 'assign' ? [one.wire] : []));
    const order = evaluationOrder(wires, values);
    for (const one of assignments) {
      if (one.kind === 'assign') step.numberOf(one.wire);
      for (const weight of [...weightsAssignedBy(one), ...weightsReadBy(one)])
        references.networks.numberOf(weight.split('/', 1)[0]!);
    }
    // Calls whose moving averages are updated, where the losses do not make them.
    return { assignments, averaged: order.filter(assigns).map(step.numberOf) };
  });

  // What is solved for may be called by nothing.
  const solve = phase.solve && {
    method: phase.solve.method,
    args: phase.solve.args,
    inputs: step.numberOf(phase.solve.inputs),
    second: phase.solve.second === null ? null : step.numberOf(phase.solve.second),
  };
  for (const weight of weightsSolvedBy(phase.solve)) references.networks.numberOf(networkOfWeight(weight));

  // Networks that the phase only fills: they are part of its result.
  const filled = start
    .map(({ network }) => network)
    .filter((name) => !references.networks.all.includes(name));
  const textOf = (name: string) => {
    const origin = context.originOf(name);
    const { architecture } = context.networkFormOf(name);
    if (origin.kind === 'file') return architecture + origin.hash;
    return origin.kind === 'phase' ? architecture : architecture + context.initialValuesOf(origin.of);
  };
  filled
    .map((name) => ({ name, text: textOf(name) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .forEach(({ name }) => references.networks.numberOf(name));

  const orders = passes.map((pass) => evaluationOrder(wires, pass));
  const isOrdered =
    passes.some((pass, at) => hasOrderedGradientSum(wires, orders[at]!, pass, context.sharingOf)) ||
    isAveragedTwice(wires, [...orders.flat(), ...metricOrder].filter(assigns));
  const weightPlaces = placesOf(references.networks.all, context);
  return {
    ...step.finish(phase.classBatch?.label),
    updates: updates.map(({ losses, optimizer, weights, clipGradients, clipped, rates, times }, at) => {
      const { learning_rate: _, ...args } = optimizer.args;
      const places = weights.map((name) => weightPlaces.get(name)!);
      return {
        losses: losses.map(({ weight }, which) => ({ root: roots[at]![which], weight })),
        optimizer: { name: optimizer.name, args, learningRate: constantOf(optimizer.learningRate) },
        // The global norm is a sum over the weights, in their order.
        weights: clipGradients === null ? places.sort(comparePlaces) : places,
        ...(rates ? { rates: ratesByPlace(rates, weightPlaces) } : {}),
        ...(clipped
          ? {
              clipped: clipped.map(({ most, weights: group }) => ({
                most,
                weights: group.map((weight) => weightPlaces.get(weight)!),
              })),
            }
          : {}),
        ...weightRulesOf(weights, weightPlaces, context),
        clipGradients,
        times,
        ...(assigned[at]!.assignments.length > 0
          ? {
              assignments: assigned[at]!.assignments.map((one) =>
                assignmentForm(one, (weight) => weightPlaces.get(weight)!, step.numberOf),
              ),
              averaged: assigned[at]!.averaged,
            }
          : {}),
        order: isOrdered ? orders[at]!.map(step.numberOf) : null,
      };
    }),
    ...(solve
      ? {
          solve: {
            ...solve,
            solved: phase.solve!.solved.map(({ weight, bias }) => [
              weightPlaces.get(weight)!,
              bias === null ? null : weightPlaces.get(bias)!,
            ]),
          },
        }
      : {}),
    assigningMetrics,
    // Layers whose weights stand still are in inference, in networks that are in training.
    frozen: frozenInTraining(phase)
      .flatMap((name) => {
        const place = weightPlaces.get(name);
        return place ? [place] : [];
      })
      .sort(comparePlaces),
    filled: start.map(({ network }) => references.networks.numberOf(network)).sort((a, b) => a - b),
    batchSize: phase.batchSize,
    ...(phase.classBatch ? { classBatch: { ...phase.classBatch, label: null } } : {}),
    steps: stepsOfEpoch(phase, context),
    precision: phase.precision ?? 'float32',
  };
}

type PlaceOf = (weight: string) => Place;

function assignmentForm(
  assignment: Assignment,
  placeOf: PlaceOf,
  numberOf: (wire: WireId) => number,
): object {
  const { kind, every } = assignment;
  switch (assignment.kind) {
    case 'ema': {
      const weights = assignment.weights.map(({ target, of }) => [placeOf(target), placeOf(of)] as const);
      return {
        kind,
        every,
        // Side by side: in whatever order they are, the result is the same.
        weights: weights.sort(([a], [b]) => comparePlaces(a, b)),
        decay: constantOf(assignment.decay),
      };
    }
    case 'clip': {
      const { min, max } = assignment;
      return { kind, every, weights: assignment.weights.map(placeOf).sort(comparePlaces), min, max };
    }
    case 'unit_norm': {
      const weights = assignment.weights.map(({ weight, axes }) => ({ place: placeOf(weight), axes }));
      return { kind, every, weights: weights.sort((a, b) => comparePlaces(a.place, b.place)) };
    }
    case 'assign':
      return { kind, every, weight: placeOf(assignment.weight), value: numberOf(assignment.wire) };
  }
}

const ratesByPlace = (
  rates: NonNullable<UnhashedPhase['updates'][number]['rates']>,
  places: ReturnType<typeof placesOf>,
) =>
  rates
    .map(({ weight, rate, weightDecay = null }) => ({ place: places.get(weight)!, rate, weightDecay }))
    .sort((a, b) => comparePlaces(a.place, b.place));

/** Regularizers and constraints of trained weights; nothing where there are none. */
function weightRulesOf(
  weights: readonly string[],
  places: ReturnType<typeof placesOf>,
  { networks }: FormContext,
): { rules?: object[] } {
  const rules = declaredWeights(networks, weights)
    .filter(({ regularizer, constraint }) => regularizer ?? constraint)
    .map(({ name, regularizer = null, constraint = null }) => ({
      place: places.get(name)!,
      regularizer,
      constraint,
    }))
    .sort((a, b) => comparePlaces(a.place, b.place));
  return rules.length === 0 ? {} : { rules };
}

/** A ramp that stays where it is is a constant. */
const constantOf = (schedule: Schedule): Schedule =>
  typeof schedule !== 'number' && schedule.kind === 'ramp' && schedule.from === schedule.to
    ? schedule.from
    : schedule;

/** Steps of an epoch; null: one pass over the data, also if that is what is written. */
function stepsOfEpoch(
  { data, batchSize, classBatch, stepsPerEpoch }: UnhashedPhase,
  { datasets }: FormContext,
) {
  const examples = datasets.get(data.dataset)!.splits[data.split]?.examples ?? null;
  const isPass = examples !== null && stepsPerEpoch === stepsOfPass(examples, { batchSize, classBatch });
  return isPass ? null : stepsPerEpoch;
}

/**
 * The loss behind operations that leave it as it is: `1 * loss`, `loss + 0`. Only where the loss is used at most twice,
 * so that the order in which its gradients are added up does not matter.
 */
function neutralRoots({ wires, updates }: UnhashedPhase): (root: WireId) => WireId {
  const uses = new Map<WireId, number>();
  const use = (id: WireId) => uses.set(id, (uses.get(id) ?? 0) + 1);
  const roots = updates.flatMap(({ losses }) => losses.map(({ wire }) => wire));
  roots.forEach(use);
  const live = liveWires(wires, roots);
  wires.forEach((wire, id) => {
    if (live[id]) wireInputs(wire).forEach(use);
  });
  return (root) => {
    let at = root;
    for (let next = neutralOperand(wires, at); next !== null; next = neutralOperand(wires, at)) {
      if (uses.get(at)! > 1 || uses.get(next)! > 2) break;
      at = next;
    }
    return at;
  };
}

/** The operand that a function returns unchanged, because the other is neutral; null if there is none. */
function neutralOperand(wires: readonly Wire[], id: WireId): WireId | null {
  const wire = wires[id]!;
  if (wire.op !== 'function') return null;
  const [first, second] = wire.inputs;
  const isConstant = (operand: WireId | undefined, value: number) => {
    const one = operand === undefined ? undefined : wires[operand];
    return one?.op === 'constant' && one.value === value;
  };
  const same = (operand: WireId) =>
    JSON.stringify(wires[operand]!.type) === JSON.stringify(wire.type) ? operand : null;
  switch (wire.name) {
    case 'multiply':
      return isConstant(first, 1) ? same(second!) : isConstant(second, 1) ? same(first!) : null;
    case 'add':
      return isConstant(first, 0) ? same(second!) : isConstant(second, 0) ? same(first!) : null;
    case 'divide':
      return isConstant(second, 1) ? same(first!) : null;
    case 'subtract':
      return isConstant(second, 0) ? same(first!) : null;
    default:
      return null;
  }
}

/** Whether a wire is a call that updates moving averages. */
function callsWithMovingAverages({ wires, frozen }: UnhashedPhase, { networks }: FormContext) {
  const still = new Set(frozen);
  return (id: WireId): boolean => {
    const wire = wires[id]!;
    if (wire.op !== 'call' || wire.mode !== 'train') return false;
    return networks.get(wire.network)!.weights.some(({ name, trainable }) => !trainable && !still.has(name));
  };
}

/** Whether several calls update the same moving averages, one after the other. */
function isAveragedTwice(wires: readonly Wire[], calls: readonly WireId[]): boolean {
  const names = [...new Set(calls)].map((id) => (wires[id] as Extract<Wire, { op: 'call' }>).network);
  return new Set(names).size < names.length;
}

type Place = [network: number, weight: number];

const comparePlaces = ([a, b]: Place, [c, d]: Place): number => a - c || b - d;

/** Each weight as the number of its network and its place in it. */
const placesOf = (names: readonly string[], { networks }: FormContext): ReadonlyMap<string, Place> =>
  new Map(
    names.flatMap((network, number) =>
      networks.get(network)!.weights.map(({ name }, at): [string, Place] => [name, [number, at]]),
    ),
  );

/** Weights that stand still in networks that are called in training mode. */
function frozenInTraining({ wires, frozen }: UnhashedPhase): string[] {
  const inTraining = new Set(
    wires.flatMap((wire) => (wire.op === 'call' && wire.mode === 'train' ? [wire.network] : [])),
  );
  return frozen.filter((name) => inTraining.has(name.split('/', 1)[0]!));
}
