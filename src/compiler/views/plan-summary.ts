import { hasTrainedWeight, weightsMovedBy, weightsTrainedBy } from '../trained-weights.js';
import type { ClassBatch, Dataset, Phase, Program } from '../program.js';
import { stepsOfPass } from '../steps-of-pass.js';
import { createStepCostModel } from './step-cost.js';
import { shapeSize, wordName } from '../../vocabulary/index.js';

export interface PlannedUpdate {
  name: string;
  /** Number of parameters that the update trains. */
  trained: number;
  optimizer: string;
  /** Number of updates per batch. */
  times: number;
}

export interface PlanSummaryEntry {
  name: string;
  /** Phases that it depends on. */
  after: string[];
  /** `mnist.train` */
  data: string;
  epochs: number;
  batchSize: number;
  /** Batches by class: how many of how many. */
  classBatch?: ClassBatch;
  /** Steps per epoch; null if known only after the data is loaded. */
  stepsPerEpoch: number | null;
  /** Networks that it trains, those that it assigns to after updates, and those that it uses without training them. */
  trains: string[];
  assigns: string[];
  uses: string[];
  /** Number of parameters that it trains, and of those that it uses without training them. */
  trainedParameters: number;
  frozenParameters: number;
  updates: PlannedUpdate[];
  /** The method of a phase that solves, which has no updates; else null. */
  method: string | null;
  /**
   * Approximate multiply-adds of a step: forward pass for frozen networks, three times that for trained ones
   * (forward, gradient to the input, gradient to the weights), by kernel sizes.
   */
  multiplyAddsPerStep: number;
}

/** Summary of the plan without reading data or the store, for `lagraph plan`. Phases are in the program's order. */
export function planSummary(program: Program): PlanSummaryEntry[] {
  const networks = new Map(program.networks.map((network) => [network.name, network]));
  const sizes = new Map<string, number>();
  for (const network of program.networks) {
    for (const { name, shape } of network.weights) sizes.set(name, shapeSize(shape));
  }
  const total = (names: Iterable<string>) =>
    [...names].reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0);
  const datasets = new Map(program.datasets.map((dataset) => [dataset.name, dataset]));
  const costs = createStepCostModel(program);
  return program.phases.map((phase) => {
    const trainedWeights = weightsTrainedBy(phase);
    const trains = phase.networks
      .filter(({ name }) => hasTrainedWeight(networks.get(name)!, trainedWeights))
      .map(({ name }) => name);
    const isTrained = new Set(trains);
    const moved = weightsMovedBy(phase);
    return {
      name: phase.name,
      after: phase.dependsOn,
      data: `${phase.data.dataset}.${phase.data.split}`,
      epochs: phase.epochs,
      batchSize: phase.batchSize,
      ...(phase.classBatch ? { classBatch: phase.classBatch } : {}),
      stepsPerEpoch: phase.stepsPerEpoch ?? stepsPerEpochOf(datasets, phase),
      trains,
      assigns: phase.networks
        .filter(({ name }) => !isTrained.has(name) && hasTrainedWeight(networks.get(name)!, moved))
        .map(({ name }) => name),
      uses: phase.networks.map(({ name }) => name).filter((name) => !isTrained.has(name)),
      trainedParameters: total(trainedWeights),
      frozenParameters: total(phase.frozen),
      updates: phase.updates.map(({ name, weights, optimizer, times }) => ({
        name,
        trained: total(weights),
        optimizer: wordName(optimizer.name),
        times,
      })),
      method: phase.solve?.method ?? null,
      multiplyAddsPerStep: phase.batchSize * costs(phase).multiplyAdds,
    };
  });
}

function stepsPerEpochOf(datasets: ReadonlyMap<string, Dataset>, phase: Phase): number | null {
  const { dataset, split } = phase.data;
  const examples = datasets.get(dataset)?.splits[split]?.examples ?? null;
  return examples === null ? null : stepsOfPass(examples, phase);
}
