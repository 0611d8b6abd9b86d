/** How the layers of a network became those of another: aligned, so that an insertion is an insertion. */
import { align } from '../../alignment/index.js';
import { nameInNetwork, wireInputs, type Network, type Wire, type WireId } from '../../compiler/index.js';
import { initializers, shapeSize, shapeText, wordName } from '../../vocabulary/index.js';
import { added, changed, effect, removed, renamed } from '../changes.js';
import type { Change } from '../diff-types.js';
import {
  type Origins,
  exampleText,
  initializerText,
  nodeLabel,
  nodeText,
  sameValue,
  shortWordText,
  valueText,
} from '../text/index.js';

interface Node {
  id: WireId;
  wire: Wire;
}

const nodesOf = ({ wires }: Network): Node[] =>
  wires.flatMap((wire, id) => (wire.op === 'input' ? [] : [{ id, wire }]));

/** Whether a layer's name is not one that it gets by itself, as `dense_1`. */
export function isNamed(wire: Wire): wire is Extract<Wire, { op: 'layer' }> {
  if (wire.op !== 'layer') return false;
  const own = wire.name.toLowerCase().replace(/_\d+$/, '').replaceAll('_', '');
  return own !== wordName(wire.layer).toLowerCase();
}

function costOf(a: Wire, b: Wire): number {
  if (a.op !== b.op) return Infinity;
  const apart = (isNamed(a) || isNamed(b)) && a.op === 'layer' && b.op === 'layer' && a.name !== b.name;
  if (a.op === 'layer' && b.op === 'layer') {
    if (a.layer !== b.layer) return Infinity;
    if (!sameValue(a.args, b.args)) return apart ? 0.9 : isNamed(a) ? 0.3 : 0.6;
    return apart ? 0.2 : 0;
  }
  if (a.op === 'function' && b.op === 'function') {
    if (a.name !== b.name) return Infinity;
    return sameValue(a.options, b.options) ? 0 : 0.6;
  }
  if (a.op === 'constant' && b.op === 'constant') return Object.is(a.value, b.value) ? 0 : 0.6;
  if (a.op === 'weight' && b.op === 'weight') {
    const sameShape = sameValue(a.type.shape, b.type.shape);
    return (nameInNetwork(a.weight) === nameInNetwork(b.weight) ? 0 : 0.2) + (sameShape ? 0 : 0.6);
  }
  return a.op === 'output' && b.op === 'output' && a.index !== b.index ? 0.6 : 0;
}

const weightCount = (network: Network, wire: Wire): number => {
  if (wire.op !== 'layer' || wire.weights.length === 0) return 0;
  const held = new Set(wire.weights);
  return network.weights.reduce((sum, { name, shape }) => sum + (held.has(name) ? shapeSize(shape) : 0), 0);
};

export function layerChanges(a: Network, b: Network, origins: Origins): Change[] {
  const [before, after] = [nodesOf(a), nodesOf(b)];
  const pairs = align(before.length, after.length, (i, j) => costOf(before[i]!.wire, after[j]!.wire));
  const [labelA, labelB] = [labeller(before), labeller(after)];
  // Wires of A, and what they are in B.
  const counterpart = new Map<WireId, WireId>();
  a.inputs.forEach(({ name }, at) => {
    const [from, to] = [a, b].map(({ wires }, side) =>
      wires.findIndex(
        (wire) => wire.op === 'input' && wire.name === (side === 0 ? name : b.inputs[at]?.name),
      ),
    );
    if (from! >= 0 && to! >= 0) counterpart.set(from!, to!);
  });
  for (const pair of pairs)
    if (pair.a !== null && pair.b !== null) counterpart.set(before[pair.a]!.id, after[pair.b]!.id);
  const kept = new Set(counterpart.values());

  const changes: Change[] = [];
  let previous: { a: Node | null; b: Node | null; isNew: boolean } = { a: null, b: null, isNew: false };
  for (const pair of pairs) {
    const one = pair.a === null ? null : before[pair.a]!;
    const other = pair.b === null ? null : after[pair.b]!;
    if (other && !one) {
      const isLast = pair.b === after.length - 1;
      const place = previous.isNew ? 'after that' : previous.b ? `after ${labelB(previous.b.wire)}` : 'first';
      changes.push(added('layer', nodeText(other.wire), { note: `${place}${isLast ? ', at the end' : ''}` }));
    } else if (one && !other) {
      const place = previous.a ? `it stood after ${labelA(previous.a.wire)}` : 'it stood first';
      changes.push(removed('layer', nodeText(one.wire), { note: place }));
    } else if (one && other) {
      changes.push(...changesOfNode(one.wire, other.wire));
      changes.push(...otherInputs(one.wire, other.wire));
    }
    previous = {
      a: one ?? previous.a,
      b: other ?? previous.b,
      isNew: other !== null && one === null,
    };
  }
  return collapse(changes);

  function changesOfNode(one: Wire, other: Wire): Change[] {
    if (one.op === 'layer' && other.op === 'layer') return changesOfLayer(one, other);
    if (one.op === 'function' && other.op === 'function' && !sameValue(one.options, other.options))
      return changed(one.name, valueText(one.options), valueText(other.options));
    if (one.op === 'constant' && other.op === 'constant')
      return changed('constant', String(one.value), String(other.value));
    if (one.op === 'weight' && other.op === 'weight') return changesOfWeight(one, other);
    return [];
  }

  /** Of bare weights among the nodes; a network that is one has no nodes to compare. */
  function changesOfWeight(
    one: Extract<Wire, { op: 'weight' }>,
    other: Extract<Wire, { op: 'weight' }>,
  ): Change[] {
    const [was, is] = [nameInNetwork(one.weight), nameInNetwork(other.weight)];
    const [before, after] = [weightOf(a, one), weightOf(b, other)];
    if (is === '' || !before || !after) return [];
    const isRandom = !initializers.get(after.initializer.name)?.deterministic;
    return [
      ...(was === is ? [] : [renamed('weight', was, is, { affects: isRandom ? 'weights' : 'nothing' })]),
      ...changed(is, shapeText(before.shape), shapeText(after.shape)),
      ...changed(`${is} initializer`, initializerText(before), initializerText(after)),
    ];
  }

  function changesOfLayer(
    one: Extract<Wire, { op: 'layer' }>,
    other: Extract<Wire, { op: 'layer' }>,
  ): Change[] {
    const names = [...new Set([...Object.keys(one.args), ...Object.keys(other.args)])];
    const differing = names.filter((name) => !sameValue(one.args[name], other.args[name]));
    const own = differing.flatMap((name) => {
      // The argument by which the layer is called: `Dense 256 → 200`.
      const leads = shortWordText('layer', one.layer, { [name]: one.args[name] }) !== wordName(one.layer);
      const what = leads ? wordName(one.layer) : `${labelA(one)} ${name}`;
      return changed(what, valueText(one.args[name]), valueText(other.args[name]), {
        note: origins.argumentNote(other.range, name),
      });
    });
    const [takenA, takenB] = [one, other].map(({ inputs }, side) =>
      inputs.map((id) => exampleText((side === 0 ? a : b).wires[id]!.type)).join(' and '),
    );
    const follows =
      weightCount(a, one) !== weightCount(b, other) && takenA !== takenB
        ? [effect(`${labelB(other)} takes`, takenA!, takenB!)]
        : [];
    const isRenamed = one.name !== other.name && (isNamed(one) || isNamed(other));
    return [
      ...(isRenamed
        ? [renamed(nodeLabel(other), one.name, other.name, { affects: drawsByName(b, other) })]
        : []),
      ...own,
      ...follows,
    ];
  }

  /** A node that takes other values, for another reason than layers that have come or gone between. */
  function otherInputs(one: Wire, other: Wire): Change[] {
    const [was, is] = [feeding(a, one, (id) => counterpart.has(id)), feeding(b, other, (id) => kept.has(id))];
    const expected = was.map((id) => counterpart.get(id)!);
    if (sameValue(expected, is)) return [];
    const text = (network: Network, ids: readonly WireId[], label: (wire: Wire) => string) =>
      ids.map((id) => label(network.wires[id]!)).join(' and ') || 'nothing';
    return changed(`${labelB(other)} takes`, text(a, was, labelA), text(b, is, labelB));
  }
}

const weightOf = ({ weights }: Network, { weight }: Extract<Wire, { op: 'weight' }>) =>
  weights.find(({ name }) => name === weight);

/** The nearest wires on both sides that a wire is computed from. */
function feeding({ wires }: Network, wire: Wire, isKept: (id: WireId) => boolean): WireId[] {
  const found: WireId[] = [];
  const seen = new Set<WireId>();
  const visit = (each: Wire): void => {
    for (const id of wireInputs(each)) {
      if (isKept(id)) found.push(id);
      else if (!seen.has(id)) {
        seen.add(id);
        visit(wires[id]!);
      }
    }
  };
  visit(wire);
  return found;
}

/** Labels of nodes, with their names where several have the same label. */
function labeller(nodes: readonly Node[]): (wire: Wire) => string {
  const counts = new Map<string, number>();
  for (const { wire } of nodes) counts.set(nodeLabel(wire), (counts.get(nodeLabel(wire)) ?? 0) + 1);
  return (wire) => {
    const label = nodeLabel(wire);
    return (counts.get(label) ?? 0) > 1 && wire.op === 'layer' ? `${label} (${wire.name})` : label;
  };
}

/** The same change of several layers, as of a loop, is told once. */
function collapse(changes: readonly Change[]): Change[] {
  const found = new Map<string, { change: Change; count: number }>();
  const list: { change: Change; count: number }[] = [];
  for (const change of changes) {
    const key = `${change.kind} ${change.what} ${change.before} ${change.after} ${change.note}`;
    const known = change.kind === 'changed' ? found.get(key) : undefined;
    if (known) known.count += 1;
    else {
      const entry = { change, count: 1 };
      found.set(key, entry);
      list.push(entry);
    }
  }
  return list.map(({ change, count }) =>
    count === 1
      ? change
      : {
          ...change,
          note: [`in ${count} layers`, ...(change.note === null ? [] : [change.note])].join('; '),
        },
  );
}

/** Draws of a layer, and initial values of its weights, are named after it. */
function drawsByName({ weights }: Network, wire: Extract<Wire, { op: 'layer' }>): Change['affects'] {
  const isRandom = weights.some(
    ({ name, initializer }) =>
      wire.weights.includes(name) && !initializers.get(initializer.name)?.deterministic,
  );
  return isRandom || wire.stream !== undefined ? 'weights' : 'nothing';
}

export type LayerMark = 'added' | 'removed' | 'changed';

/** Wires of two networks that differ, for pictures of both. */
export function layerMarks(a: Network, b: Network): { a: Map<WireId, LayerMark>; b: Map<WireId, LayerMark> } {
  const [before, after] = [nodesOf(a), nodesOf(b)];
  const marks = { a: new Map<WireId, LayerMark>(), b: new Map<WireId, LayerMark>() };
  const cost = (i: number, j: number) => costOf(before[i]!.wire, after[j]!.wire);
  for (const pair of align(before.length, after.length, cost)) {
    const [one, other] = [pair.a === null ? null : before[pair.a]!, pair.b === null ? null : after[pair.b]!];
    if (one && !other) marks.a.set(one.id, 'removed');
    else if (other && !one) marks.b.set(other.id, 'added');
    else if (one && other && costOf(one.wire, other.wire) > 0) {
      marks.a.set(one.id, 'changed');
      marks.b.set(other.id, 'changed');
    }
  }
  return marks;
}
