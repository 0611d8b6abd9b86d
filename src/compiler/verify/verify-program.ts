import type { Model, Network, Program } from '../program.js';
import { typeText } from '../tensor-type.js';
import { rootsOfReport } from '../report-values.js';
import type { DeclaredNames, ReportViolation } from './declared-names.js';
import { verifyPhases } from './verify-phases.js';
import { verifyFieldWires, verifyWires } from './verify-wires.js';
import { equalShapes } from '../../vocabulary/index.js';

/**
 * Verifier of the Program's invariants (as LLVM's IR verifier). Returns violations as sentences. A violation is a bug
 * of the compiler or a pass, never of a graph.
 */
export function verifyProgram(program: Program): string[] {
  const problems: string[] = [];
  const reportViolation = (problem: string) => problems.push(problem);
  const networks = new Map(program.networks.map((network) => [network.name, network]));
  if (networks.size !== program.networks.length) reportViolation('two networks have the same name');
  const weights = new Set<string>();
  for (const network of program.networks) {
    for (const { name } of network.weights) {
      if (weights.has(name)) reportViolation(`two weights are named ${name}`);
      weights.add(name);
    }
  }
  const streams = [
    ...program.networks.flatMap((network) => network.weights.map((weight) => `init/${weight.stream}`)),
    ...program.phases.map((phase) => `${phase.stream}/shuffle`),
  ];
  for (const stream of repeated(streams)) reportViolation(`two things draw from the stream ${stream}`);
  const datasets = new Map(program.datasets.map((dataset) => [dataset.name, dataset]));
  const known = { networks, weights, datasets };
  for (const network of program.networks) verifyNetwork(network, known, reportViolation);
  for (const model of program.models) {
    verifyWires(model.wires, `model ${model.name}`, known, reportViolation);
    verifyOutputs(model, `model ${model.name}`, reportViolation);
  }
  for (const dataset of program.datasets) {
    for (const step of dataset.steps) {
      if (step.step === 'add') verifyWires(step.wires, `data ${dataset.name}`, known, reportViolation);
    }
  }
  verifyPhases(program, known, reportViolation);
  for (const { name, data, wires, measure } of program.evaluations) {
    verifyWires(wires, `evaluation ${name}`, known, reportViolation);
    verifyFieldWires(wires, data, `evaluation ${name}`, known, reportViolation);
    if (!wires[measure]) reportViolation(`evaluation ${name} measures wire ${measure}, which is not there`);
  }
  for (const report of program.reports) {
    if (report.kind === 'curves') continue;
    const place = `report ${report.name}`;
    verifyWires(report.wires, place, known, reportViolation);
    if (report.data) verifyFieldWires(report.wires, report.data, place, known, reportViolation);
    for (const { wire } of rootsOfReport(report))
      if (!report.wires[wire]) reportViolation(`${place} shows wire ${wire}, which is not there`);
  }
  return problems;
}

function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>();
  return names.filter((name) => seen.size === seen.add(name).size);
}

function verifyNetwork(network: Network, declared: DeclaredNames, reportViolation: ReportViolation): void {
  const place = `network ${network.name}`;
  const own = new Set(network.weights.map(({ name }) => name));
  verifyWires(network.wires, place, declared, reportViolation);
  verifyOutputs(network, place, reportViolation);
  const layers = new Set<string>();
  for (const wire of network.wires) {
    if (wire.op === 'field' || wire.op === 'call') reportViolation(`${place} has a wire of kind ${wire.op}`);
    if (wire.op !== 'layer') continue;
    if (layers.has(wire.name)) reportViolation(`${place} has two layers named ${wire.name}`);
    layers.add(wire.name);
    for (const weight of wire.weights) {
      if (!own.has(weight))
        reportViolation(`${place}/${wire.name} uses ${weight}, which is not its network's`);
    }
  }
}

function verifyOutputs(
  { wires, outputs }: Network | Model,
  place: string,
  reportViolation: ReportViolation,
): void {
  if (outputs.length === 0) reportViolation(`${place} has no output`);
  for (const output of outputs) {
    const wire = wires[output.wire];
    if (!wire) reportViolation(`${place}: output ${output.name} is wire ${output.wire}, which is not there`);
    else if (wire.type && !equalShapes(wire.type.shape, output.type.shape)) {
      reportViolation(
        `${place}: output ${output.name} is said to be ${typeText(output.type)}, but is ${typeText(wire.type)}`,
      );
    }
  }
}
