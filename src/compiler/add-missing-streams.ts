import { drawsInTraining } from './draws-in-training.js';
import type { Dataset, DataStep, Network, Program, Wire } from './program.js';

/**
 * Completes a program that a version before `was` wrote: its streams are named by what they belong to, and those of
 * data sets by the index of the step.
 */
export const addMissingStreams = (program: Program): Program => ({
  ...program,
  networks: program.networks.map(withStreams),
  datasets: program.datasets.map((dataset: Dataset) => ({
    ...dataset,
    steps: dataset.steps.map((step, at) => stepWithStream(step, `data/${dataset.name}/${at}`)),
  })),
  phases: program.phases.map((phase) => withStream(phase, phase.name)),
});

const withStreams = (network: Network): Network => ({
  ...withStream(network, network.name),
  wires: network.wires.map((wire) => wireWithStream(wire, network.name)),
  weights: network.weights.map((weight) => withStream(weight, weight.name)),
});

function wireWithStream(wire: Wire, network: string): Wire {
  if (wire.op !== 'layer' || !drawsInTraining(wire)) return wire;
  return withStream(wire, `${network}/${wire.name}`);
}

function stepWithStream(step: DataStep, stream: string): DataStep {
  return step.step === 'pair' || step.step === 'augment' || step.step === 'split' || step.step === 'select'
    ? withStream(step, stream)
    : step;
}

const withStream = <T extends { stream?: string }>(whole: T, missing: string): T => ({
  ...whole,
  stream: whole.stream ?? missing,
});
