/** The content of a diagram of a Program, independent of any syntax: boxes in groups, and arrows between them. */
import type { Model, Network, Phase, Program, Wire } from '../program.js';
import { scheduleText } from '../schedule-text.js';
import { exampleShape, typeText } from '../tensor-type.js';
import { solvedWires, weightsTrainedBy } from '../trained-weights.js';
import { networkOfWeight } from '../weight-network.js';
import { wireInputs } from '../wire-inputs.js';
import { shapeText, wordName } from '../../vocabulary/index.js';

export type DiagramNodeKind = 'network' | 'trained' | 'frozen' | 'data' | 'phase' | 'loss' | 'plain';

export interface DiagramNode {
  id: string;
  kind: DiagramNodeKind;
  /** Lines of text. */
  label: string[];
}

export interface DiagramEdge {
  from: string;
  to: string;
  label?: string;
  /** Order of execution, not data flow. */
  dashed?: boolean;
}

export interface DiagramGroup {
  id: string;
  title: string;
  boxes: DiagramNode[];
  arrows: DiagramEdge[];
}

export interface Diagram {
  title: string;
  groups: DiagramGroup[];
  /** Arrows between boxes of different groups. */
  arrows: DiagramEdge[];
}

/** Networks with the shapes of their layers, models with their wiring, and phases in order with their data flow. */
export function buildDiagram(program: Program): Diagram {
  const groups = [
    networksGroup(program.networks),
    ...program.models.map((model) => modelGroup(model)),
    ...program.phases.map((phase) => phaseGroup(phase)),
  ];
  const arrows = program.phases.flatMap((phase) =>
    phase.dependsOn.map((before) => ({ from: `phase/${before}`, to: `phase/${phase.name}`, dashed: true })),
  );
  return { title: program.name, groups: groups.filter(({ boxes }) => boxes.length > 0), arrows };
}

function networksGroup(networks: readonly Network[]): DiagramGroup {
  const boxes = networks.map((network): DiagramNode => {
    const size = network.weights.reduce((sum, { shape }) => sum + shape.reduce((n, side) => n * side, 1), 0);
    const layers = network.wires.filter(({ op }) => op === 'layer' || op === 'function').length;
    const shapes =
      network.inputs.length === 0
        ? typeText(network.outputs[0]!.type)
        : `${exampleShapes(network.inputs)} → ${exampleShapes(network.outputs)}`;
    const inside = [
      ...(layers > 0 ? [`${layers} ${layers === 1 ? 'layer' : 'layers'}`] : []),
      `${size.toLocaleString('en')} ${size === 1 ? 'parameter' : 'parameters'}`,
      ...(network.like ? [`like ${network.like}`] : []),
    ];
    return {
      id: `network/${network.name}`,
      kind: 'network',
      label: [network.name, shapes, inside.join(', ')],
    };
  });
  return { id: 'networks', title: 'networks', boxes, arrows: [] };
}

const exampleShapes = (of: Network['inputs'] | Network['outputs']) =>
  of.map(({ type }) => shapeText(exampleShape(type))).join(', ');

function modelGroup(model: Model): DiagramGroup {
  const place = `model/${model.name}`;
  // Of several rounds the first stands for all.
  const { rounds } = model;
  const title = `model ${model.name}${rounds ? `, ${rounds.times} times` : ''}`;
  const wires = model.wires.slice(0, rounds?.wires);
  const group: DiagramGroup = { id: place, title, boxes: [], arrows: [] };
  addWires(group, place, wires, () => 'network');
  model.outputs.forEach((output, at) => {
    const id = `${place}/output/${output.name}`;
    group.boxes.push({ id, kind: 'plain', label: [output.name, typeText(output.type)] });
    group.arrows.push({ from: nodeIdOf(place, wires, rounds?.outputs[at] ?? output.wire), to: id });
  });
  return group;
}

function phaseGroup(phase: Phase): DiagramGroup {
  const place = `phase/${phase.name}`;
  const trainedNetworks = new Set([...weightsTrainedBy(phase)].map(networkOfWeight));
  const { dataset, split } = phase.data;
  const group: DiagramGroup = { id: `${place}/group`, title: `phase ${phase.name}`, boxes: [], arrows: [] };
  const epochs = `${phase.epochs} ${phase.epochs === 1 ? 'epoch' : 'epochs'}`;
  const label = [
    phase.name,
    `${dataset}.${split}, ${epochs}, batch ${phase.classBatch ? `${phase.classBatch.classes} x ${phase.classBatch.each}` : phase.batchSize}`,
  ];
  group.boxes.push({ id: place, kind: 'phase', label });
  addWires(group, place, phase.wires, (network) => (trainedNetworks.has(network) ? 'trained' : 'frozen'));
  if (phase.solve) {
    const id = `${place}/solve`;
    group.boxes.push({ id, kind: 'loss', label: [phase.solve.method] });
    for (const wire of new Set(solvedWires(phase)))
      group.arrows.push({ from: nodeIdOf(place, phase.wires, wire), to: id });
    group.arrows.push({ from: id, to: place });
  }
  for (const update of phase.updates) {
    for (const loss of update.losses) {
      const id = `${place}/loss/${update.name}/${loss.name}`;
      group.boxes.push({ id, kind: 'loss', label: [loss.name, ...weightText(loss.weight)] });
      group.arrows.push({ from: nodeIdOf(place, phase.wires, loss.wire), to: id });
      group.arrows.push({ from: id, to: place, label: wordName(update.optimizer.name) });
    }
  }
  return group;
}

function weightText(weight: Phase['updates'][number]['losses'][number]['weight']): string[] {
  if (typeof weight === 'number') return weight === 1 ? [] : [`× ${weight}`];
  return [`× ${scheduleText(weight)}`];
}

function addWires(
  group: DiagramGroup,
  place: string,
  wires: readonly Wire[],
  kindOf: (network: string) => DiagramNodeKind,
): void {
  wires.forEach((wire, id) => {
    const box = nodeOfWire(wire, kindOf);
    if (!box) return;
    group.boxes.push({ id: nodeIdOf(place, wires, id), ...box });
    for (const input of wireInputs(wire)) {
      const from = wires[input]!;
      if (from.op === 'constant' || from.op === 'schedule') continue;
      const label = from.op === 'output' || from.op === 'call' ? outputText(from) : undefined;
      group.arrows.push({
        from: nodeIdOf(place, wires, input),
        to: nodeIdOf(place, wires, id),
        ...(label ? { label } : {}),
      });
    }
  });
}

const outputText = (wire: Wire) =>
  wire.type.shape.length > 1 ? shapeText(exampleShape(wire.type)) : undefined;

/** An output of a call has no box; its arrows start at the call. */
function nodeIdOf(place: string, wires: readonly Wire[], id: number): string {
  const wire = wires[id]!;
  return `${place}/${wire.op === 'output' ? wire.of : id}`;
}

function nodeOfWire(
  wire: Wire,
  kindOf: (network: string) => DiagramNodeKind,
): Omit<DiagramNode, 'id'> | null {
  switch (wire.op) {
    case 'input':
    case 'field':
      return { kind: 'data', label: [wire.name, typeText(wire.type)] };
    case 'call':
      return { kind: kindOf(wire.network), label: [wire.network] };
    case 'weight':
      return { kind: kindOf(networkOfWeight(wire.weight)), label: [wire.weight.replaceAll('/', '.')] };
    case 'function':
      return { kind: 'plain', label: [functionText(wire)] };
    case 'layer':
      return { kind: 'plain', label: [wire.name] };
    case 'constant':
    case 'schedule':
    case 'output':
      return null;
  }
}

const SIGNS: Readonly<Record<string, string>> = {
  add: '+',
  subtract: '−',
  multiply: '×',
  divide: '÷',
};

const functionText = (wire: Extract<Wire, { op: 'function' }>) => SIGNS[wire.name] ?? wordName(wire.name);
