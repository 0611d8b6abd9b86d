/**
 * Verifies lists of wires: each wire uses only wires before it, and existing networks, weights and fields, with their
 * shapes.
 */
import type { DataUse, Wire } from '../program.js';
import { typeText, wholeSize } from '../tensor-type.js';
import { innerLayers } from '../inner-layers.js';
import { wireInputs } from '../wire-inputs.js';
import type { DeclaredNames, ReportViolation } from './declared-names.js';
import { equalShapes } from '../../vocabulary/index.js';

export function verifyWires(
  wires: readonly Wire[],
  place: string,
  declared: DeclaredNames,
  reportViolation: ReportViolation,
): void {
  const streams = new Set<string>();
  wires.forEach((wire, id) => {
    const here = `${place}, wire ${id} (${wire.op})`;
    if (!Array.isArray(wire.type?.shape)) reportViolation(`${here} has no type`);
    for (const input of wireInputs(wire)) {
      if (!(input >= 0 && input < id))
        reportViolation(`${here} uses wire ${input}, which does not come before it`);
    }
    if (wire.op === 'weight' && !declared.weights.has(wire.weight))
      reportViolation(`${here}: there is no weight ${wire.weight}`);
    if (wire.op === 'output') verifyOutput(wire, wires, declared, here, reportViolation);
    if (wire.op === 'call') verifyCall(wire, wires, declared, here, reportViolation);
    if (wire.op === 'function' && wire.stream !== undefined) {
      const stream = `${wire.stream}@${wire.draw?.per === 'example' ? (wire.draw.member ?? '') : ''}`;
      if (streams.has(stream)) reportViolation(`${here}: the stream ${wire.stream} is drawn from twice`);
      streams.add(stream);
    }
  });
}

/** Verifies that field wires are fields of the data. */
export function verifyFieldWires(
  wires: readonly Wire[],
  { dataset: name, split }: DataUse,
  place: string,
  { datasets }: DeclaredNames,
  reportViolation: ReportViolation,
): void {
  const dataset = datasets.get(name);
  if (!dataset) return reportViolation(`${place} is on ${name}, which is not there`);
  if (!Object.hasOwn(dataset.splits, split))
    reportViolation(`${place} is on ${name}.${split}, which is not there`);
  for (const wire of wires) {
    if (wire.op !== 'field') continue;
    const field = dataset.fields[wire.name];
    if (!field) reportViolation(`${place} reads ${wire.name}, which ${name} does not have`);
    else if (wire.type && !equalShapes(wire.type.shape, [null, ...field.shape])) {
      reportViolation(`${place} reads ${wire.name} as ${typeText(wire.type)}, which is not its shape`);
    }
  }
}

function verifyOutput(
  wire: Extract<Wire, { op: 'output' }>,
  wires: readonly Wire[],
  declared: DeclaredNames,
  here: string,
  reportViolation: ReportViolation,
): void {
  const call = wires[wire.of];
  if (call?.op !== 'call') reportViolation(`${here} is an output of something that is no call`);
  else if (wire.layer !== undefined) {
    const network = declared.networks.get(call.network);
    if (network && !innerLayers(network).has(wire.layer))
      reportViolation(`${here} is the layer ${wire.layer} of ${call.network}, which has none of that name`);
  } else if (!call.outputs[wire.index])
    reportViolation(`${here} is output ${wire.index} of ${call.network}, which has fewer`);
}

function verifyCall(
  wire: Extract<Wire, { op: 'call' }>,
  wires: readonly Wire[],
  declared: DeclaredNames,
  here: string,
  reportViolation: ReportViolation,
): void {
  const network = declared.networks.get(wire.network);
  if (!network) return reportViolation(`${here}: there is no network ${wire.network}`);
  if (network.inputs.length !== wire.inputs.length)
    reportViolation(`${here} gives ${wire.network} the wrong number of inputs`);
  const types = wire.inputs.flatMap((input) => (wires[input]?.type ? [wires[input].type] : []));
  const expected = network.inputs.map(({ type }) => type);
  if (wholeSize(types, expected) !== undefined) return;
  network.inputs.forEach(({ name, type }, i) => {
    const given = wires[wire.inputs[i]!];
    if (given?.type && !equalShapes(given.type.shape, type.shape)) {
      reportViolation(
        `${here}: ${name} of ${wire.network} is ${typeText(type)}, but was given ${typeText(given.type)}`,
      );
    }
  });
}
