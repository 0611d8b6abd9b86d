import {
  weightsMovedBy,
  weightsReadBy,
  type Phase,
  type Program,
  type Wire,
  type WireId,
} from '../../compiler/index.js';
import { networkByName, neededWires } from './forward-pass.js';
import { counterStateName, slotStateName, weightPlaceName } from './state-names.js';
import { optimizerDefinition } from './optimizer-update.js';

/** A state tensor that a session must hold before a step runs. */
export interface StateDeclaration {
  name: string;
  /** The same with the places of networks, weights and updates instead of their names: its name in checkpoints. */
  place: string;
  shape: readonly number[];
  /** Null for weights, which start from an initializer or another phase. */
  start: number | null;
}

/** Names of the weights that wires use, including those of the networks that they call. */
export function weightsUsedBy(
  program: Program,
  wires: readonly Wire[],
  roots: Iterable<WireId> = wires.keys(),
): Set<string> {
  const names = new Set<string>();
  const called = new Set<string>();
  const walk = (list: readonly Wire[], from: Iterable<WireId>) => {
    for (const id of neededWires(list, from)) {
      const wire = list[id] as Wire;
      if (wire.op === 'weight') names.add(wire.weight);
      if (wire.op === 'layer') for (const weight of wire.weights) names.add(weight);
      if (wire.op !== 'call' || called.has(wire.network)) continue;
      called.add(wire.network);
      const network = networkByName(program, wire.network);
      walk(
        network.wires,
        network.outputs.map((output) => output.wire),
      );
    }
  };
  walk(wires, roots);
  return names;
}

/** All state of a phase's steps: weights of its networks, slots and counters of its updates. */
export function declareState(program: Program, phase: Phase): StateDeclaration[] {
  const used = new Set([
    ...weightsUsedBy(program, phase.wires),
    ...(phase.validation ? weightsUsedBy(program, phase.validation.wires) : []),
    ...weightsMovedBy(phase),
    ...phase.updates.flatMap(({ assignments = [] }) => assignments.flatMap(weightsReadBy)),
  ]);
  const weights = program.networks.flatMap((network) => network.weights).filter((one) => used.has(one.name));
  const shapes = new Map(weights.map((weight) => [weight.name, weight.shape]));
  const places = placesOfWeights(program, phase);
  const slots = phase.updates.flatMap((update, at) => [
    ...update.weights.flatMap((weight) => {
      const whole = shapes.get(weight) ?? [];
      return optimizerDefinition(update)
        .slots(update.optimizer.args, whole)
        .map(({ name, start, shape = whole }) => ({
          name: slotStateName(update.name, name, weight),
          place: slotStateName(String(at), name, places.get(weight) ?? weight),
          shape,
          start,
        }));
    }),
    { name: counterStateName(update.name), place: counterStateName(String(at)), shape: [], start: 0 },
  ]);
  return [
    ...weights.map(({ name, shape }) => ({ name, place: places.get(name) ?? name, shape, start: null })),
    ...slots,
  ];
}

/** Names of the weights that a phase can move, by the places of network and weight. */
function placesOfWeights(program: Program, phase: Phase): Map<string, string> {
  return new Map(
    phase.fingerprint.networks.flatMap((network, at) =>
      networkByName(program, network).weights.map(
        ({ name }, which) => [name, weightPlaceName(at, which)] as const,
      ),
    ),
  );
}
