/** Lists of wires: each made of wires before it, of networks, weights and fields that are there, in their shapes. */
import type { DataUse, Wire } from '../program.js';
import { sameShape, typeText } from '../tensor-type.js';
import { inputsOf } from '../wire-inputs.js';
import type { Known, Say } from './known.js';

export function verifyWires(wires: readonly Wire[], place: string, known: Known, say: Say): void {
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

/** Fields are those of the data. */
export function verifyFields(
  wires: readonly Wire[],
  { dataset: name, split }: DataUse,
  place: string,
  { datasets }: Known,
  say: Say,
): void {
  const dataset = datasets.get(name);
  if (!dataset) return say(`${place} is on ${name}, which is not there`);
  if (!Object.hasOwn(dataset.splits, split)) say(`${place} is on ${name}.${split}, which is not there`);
  for (const wire of wires) {
    if (wire.op !== 'field') continue;
    const field = dataset.fields[wire.name];
    if (!field) say(`${place} reads ${wire.name}, which ${name} does not have`);
    else if (wire.type && !sameShape(wire.type.shape, [null, ...field.shape])) {
      say(`${place} reads ${wire.name} as ${typeText(wire.type)}, which is not its shape`);
    }
  }
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
