import type { Phase, Program, Wire, WireId } from '../program.js';
import type { Known, Say } from './known.js';
import { verifyFields, verifyWires } from './wires.js';

export function verifyPhases(program: Program, known: Known, say: Say): void {
  const earlier = new Set<string>();
  for (const phase of program.phases) {
    const place = `phase ${phase.name}`;
    verifyWires(phase.wires, place, known, say);
    verifyFields(phase.wires, phase.data, place, known, say);
    if (phase.validation) verifyValidation(phase.validation, `${place}, validation`, known, say);
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

function verifyValidation(
  { wires, data, losses, metrics }: NonNullable<Phase['validation']>,
  place: string,
  known: Known,
  say: Say,
): void {
  verifyWires(wires, place, known, say);
  verifyFields(wires, data, place, known, say);
  for (const { name, wire } of [...losses, ...metrics]) {
    if (!wires[wire]) say(`${place}: ${name} is wire ${wire}, which is not there`);
  }
  const names = losses.map(({ name }) => name);
  if (new Set(names).size < names.length) say(`${place} has losses of the same name: ${names.join(', ')}`);
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
