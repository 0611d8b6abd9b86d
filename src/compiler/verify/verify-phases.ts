import type { Phase, Program, Wire, WireId } from '../program.js';
import { solvedWires, weightsAssignedBy, weightsReadBy, weightsSolvedBy } from '../trained-weights.js';
import type { DeclaredNames, ReportViolation } from './declared-names.js';
import { verifyFieldWires, verifyWires } from './verify-wires.js';

export function verifyPhases(
  program: Program,
  declared: DeclaredNames,
  reportViolation: ReportViolation,
): void {
  const earlier = new Set<string>();
  for (const phase of program.phases) {
    const place = `phase ${phase.name}`;
    verifyWires(phase.wires, place, declared, reportViolation);
    verifyFieldWires(phase.wires, phase.data, place, declared, reportViolation);
    if (phase.validation)
      verifyValidation(phase.validation, `${place}, validation`, declared, reportViolation);
    verifyUpdates(phase, place, declared, reportViolation);
    const before = [
      ...phase.dependsOn,
      ...phase.networks.flatMap(({ from }) => from ?? []),
      ...phase.start.flatMap(({ from }) => from ?? []),
    ];
    for (const name of before)
      if (!earlier.has(name)) reportViolation(`${place} starts from ${name}, which does not come before it`);
    if (earlier.has(phase.name)) reportViolation(`two phases are named ${phase.name}`);
    earlier.add(phase.name);
  }
}

function verifyValidation(
  { wires, data, losses, metrics }: NonNullable<Phase['validation']>,
  place: string,
  declared: DeclaredNames,
  reportViolation: ReportViolation,
): void {
  verifyWires(wires, place, declared, reportViolation);
  verifyFieldWires(wires, data, place, declared, reportViolation);
  for (const { name, wire } of [...losses, ...metrics]) {
    if (!wires[wire]) reportViolation(`${place}: ${name} is wire ${wire}, which is not there`);
  }
  const names = losses.map(({ name }) => name);
  if (new Set(names).size < names.length)
    reportViolation(`${place} has losses of the same name: ${names.join(', ')}`);
}

function verifyUpdates(
  phase: Phase,
  place: string,
  declared: DeclaredNames,
  reportViolation: ReportViolation,
): void {
  const frozen = new Set(phase.frozen);
  if ((phase.updates.length === 0) !== (phase.solve !== undefined))
    reportViolation(`${place} has no update, or solves beside its updates`);
  const inside = (list: readonly Wire[], wire: WireId) => wire >= 0 && wire < list.length;
  for (const update of phase.updates) {
    if (update.weights.length === 0) reportViolation(`${place}, update ${update.name}, moves no weight`);
    for (const weight of update.weights) {
      if (!declared.weights.has(weight)) reportViolation(`${place} moves ${weight}, which is not there`);
      if (frozen.has(weight)) reportViolation(`${place} moves ${weight} and says that it is frozen`);
    }
    for (const assignment of update.assignments ?? []) {
      for (const weight of [...weightsAssignedBy(assignment), ...weightsReadBy(assignment)])
        if (!declared.weights.has(weight)) reportViolation(`${place} assigns ${weight}, which is not there`);
      for (const weight of weightsAssignedBy(assignment))
        if (frozen.has(weight)) reportViolation(`${place} assigns ${weight} and says that it is frozen`);
      if (assignment.kind === 'assign' && !inside(phase.wires, assignment.wire))
        reportViolation(`${place} assigns wire ${assignment.wire}, which is not there`);
    }
    for (const { name, wire } of update.losses) {
      if (!inside(phase.wires, wire))
        reportViolation(`${place}: the loss ${name} is wire ${wire}, which is not there`);
    }
  }
  for (const weight of weightsSolvedBy(phase.solve)) {
    if (!declared.weights.has(weight)) reportViolation(`${place} solves for ${weight}, which is not there`);
    if (frozen.has(weight)) reportViolation(`${place} solves for ${weight} and says that it is frozen`);
  }
  for (const wire of solvedWires(phase))
    if (!inside(phase.wires, wire)) reportViolation(`${place} solves with wire ${wire}, which is not there`);
  for (const { name, wire } of phase.metrics) {
    if (!inside(phase.wires, wire))
      reportViolation(`${place}: the metric ${name} is wire ${wire}, which is not there`);
  }
}
