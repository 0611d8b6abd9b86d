import type { Model, Network, Phase, Program, Wire, WireId } from './program.js';
import { sameShape, typeText } from './tensor-type.js';
import { inputsOf } from './wire-inputs.js';

/**
 * The rules that every Program keeps. Returns what is broken, in words; an empty list is a sound Program. What it finds
 * is a fault of the compiler (or of a pass), never of a graph.
 */
export function verifyProgram(program: Program): string[] {
  const problems: string[] = [];
  const say = (problem: string) => problems.push(problem);
  const networks = new Map(program.networks.map((network) => [network.name, network]));
  if (networks.size !== program.networks.length) say('two networks have the same name');
  const weights = new Set<string>();
  for (const network of program.networks) {
    for (const { name } of network.weights) {
      if (weights.has(name)) say(`two weights are named ${name}`);
      weights.add(name);
    }
  }
  const known = { networks, weights };
  for (const network of program.networks) verifyNetwork(network, known, say);
  for (const model of program.models) {
    verifyWires(model.wires, `model ${model.name}`, known, say);
    verifyOutputs(model, `model ${model.name}`, say);
  }
  for (const dataset of program.datasets) {
    for (const step of dataset.steps) {
      if (step.step === 'add') verifyWires(step.wires, `data ${dataset.name}`, known, say);
    }
  }
  verifyPhases(program, known, say);
  for (const { name, wires, measure } of program.evaluations) {
    verifyWires(wires, `evaluation ${name}`, known, say);
    if (!wires[measure]) say(`evaluation ${name} measures wire ${measure}, which is not there`);
  }
  for (const report of program.reports) {
    if (report.kind === 'translations') verifyWires(report.wires, `report ${report.name}`, known, say);
  }
  return problems;
}

interface Known {
  networks: ReadonlyMap<string, Network>;
  weights: ReadonlySet<string>;
}

type Say = (problem: string) => void;

function verifyNetwork(network: Network, known: Known, say: Say): void {
  const place = `network ${network.name}`;
  const own = new Set(network.weights.map(({ name }) => name));
  verifyWires(network.wires, place, known, say);
  verifyOutputs(network, place, say);
  const layers = new Set<string>();
  for (const wire of network.wires) {
    if (wire.op === 'field' || wire.op === 'call') say(`${place} has a wire of kind ${wire.op}`);
    if (wire.op !== 'layer') continue;
    if (layers.has(wire.name)) say(`${place} has two layers named ${wire.name}`);
    layers.add(wire.name);
    for (const weight of wire.weights) {
      if (!own.has(weight)) say(`${place}/${wire.name} uses ${weight}, which is not its network's`);
    }
  }
}

function verifyOutputs({ wires, outputs }: Network | Model, place: string, say: Say): void {
  if (outputs.length === 0) say(`${place} has no output`);
  for (const output of outputs) {
    const wire = wires[output.wire];
    if (!wire) say(`${place}: output ${output.name} is wire ${output.wire}, which is not there`);
    else if (wire.type && !sameShape(wire.type.shape, output.type.shape)) {
      say(
        `${place}: output ${output.name} is said to be ${typeText(output.type)}, but is ${typeText(wire.type)}`,
      );
    }
  }
}

function verifyWires(wires: readonly Wire[], place: string, known: Known, say: Say): void {
  const streams = new Set<string>();
  wires.forEach((wire, id) => {
    const here = `${place}, wire ${id} (${wire.op})`;
    if (!Array.isArray(wire.type?.shape)) say(`${here} has no type`);
    for (const input of inputsOf(wire)) {
      if (!(input >= 0 && input < id)) say(`${here} uses wire ${input}, which does not come before it`);
    }
    if (wire.op === 'weight' && !known.weights.has(wire.weight))
      say(`${here}: there is no weight ${wire.weight}`);
    if (wire.op === 'output') verifyOutput(wire, wires, here, say);
    if (wire.op === 'call') verifyCall(wire, wires, known, here, say);
    if (wire.op === 'function' && wire.stream !== undefined) {
      const stream = `${wire.stream}@${wire.draw?.per === 'example' ? (wire.draw.member ?? '') : ''}`;
      if (streams.has(stream)) say(`${here}: the stream ${wire.stream} is drawn from twice`);
      streams.add(stream);
    }
  });
}

function verifyOutput(
  wire: Extract<Wire, { op: 'output' }>,
  wires: readonly Wire[],
  here: string,
  say: Say,
): void {
  const call = wires[wire.of];
  if (call?.op !== 'call') say(`${here} is an output of something that is no call`);
  else if (!call.outputs[wire.index])
    say(`${here} is output ${wire.index} of ${call.network}, which has fewer`);
}

function verifyCall(
  wire: Extract<Wire, { op: 'call' }>,
  wires: readonly Wire[],
  known: Known,
  here: string,
  say: Say,
): void {
  const network = known.networks.get(wire.network);
  if (!network) return say(`${here}: there is no network ${wire.network}`);
  if (network.inputs.length !== wire.inputs.length)
    say(`${here} gives ${wire.network} the wrong number of inputs`);
  network.inputs.forEach(({ name, type }, i) => {
    const given = wires[wire.inputs[i]!];
    if (given?.type && !sameShape(given.type.shape, type.shape)) {
      say(`${here}: ${name} of ${wire.network} is ${typeText(type)}, but was given ${typeText(given.type)}`);
    }
  });
}

function verifyPhases(program: Program, known: Known, say: Say): void {
  const earlier = new Set<string>();
  for (const phase of program.phases) {
    const place = `phase ${phase.name}`;
    verifyWires(phase.wires, place, known, say);
    if (phase.validation) verifyWires(phase.validation.wires, `${place}, validation`, known, say);
    verifyUpdates(phase, place, known, say);
    const before = [
      ...phase.dependsOn,
      ...phase.networks.flatMap(({ from }) => from ?? []),
      ...phase.start.flatMap(({ from }) => from ?? []),
    ];
    for (const name of before)
      if (!earlier.has(name)) say(`${place} starts from ${name}, which does not come before it`);
    if (earlier.has(phase.name)) say(`two phases are named ${phase.name}`);
    earlier.add(phase.name);
  }
}

function verifyUpdates(phase: Phase, place: string, known: Known, say: Say): void {
  const frozen = new Set(phase.frozen);
  if (phase.updates.length === 0) say(`${place} has no update`);
  const inside = (list: readonly Wire[], wire: WireId) => wire >= 0 && wire < list.length;
  for (const update of phase.updates) {
    if (update.weights.length === 0) say(`${place}, update ${update.name}, moves no weight`);
    for (const weight of update.weights) {
      if (!known.weights.has(weight)) say(`${place} moves ${weight}, which is not there`);
      if (frozen.has(weight)) say(`${place} moves ${weight} and says that it is frozen`);
    }
    for (const { name, wire } of update.losses) {
      if (!inside(phase.wires, wire)) say(`${place}: the loss ${name} is wire ${wire}, which is not there`);
    }
  }
  for (const { name, wire } of phase.metrics) {
    if (!inside(phase.wires, wire)) say(`${place}: the metric ${name} is wire ${wire}, which is not there`);
  }
}
