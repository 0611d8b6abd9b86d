/** The random networks of bench/random-networks, built with lagraph's sources. */
import '@tensorflow/tfjs-backend-cpu';
import { check, compile, type Program } from '../../src/index.js';
import { evaluationStep, trainingStep, type StepProgram } from '../../src/runtime/capture/index.js';
import type { Engine, StateTensor, TensorData } from '../../src/runtime/engines/index.js';
import { inferenceWires } from '../../src/runtime/trainer/inference-wires.js';
import { functions, layers } from '../../src/vocabulary/index.js';
import { load } from '../bench/import-bench-module.js';
import { startingState } from './starting-state.js';

interface Node {
  name: string;
  layer?: string;
  function?: string;
}

/** The task that bench/random-networks/generate.mjs makes; see there. */
export interface Task {
  seed: number;
  batch: number;
  networks: { name: string; nodes: Node[] }[];
  losses: { loss: string }[];
  optimizer: { name: string };
}

export interface PreparedTask {
  task: Task;
  program: Program;
  step: StepProgram;
  state: Map<string, StateTensor>;
  whole: StepProgram;
  fed: Record<string, TensorData>;
}

export type Numbers = Map<string, Float32Array>;

interface Run {
  numbers: Numbers;
  moved: Numbers[];
  notices: string[];
}

const { randomTask: makeTask } = await load<{ randomTask(seed: number, vocabulary: object): Task }>(
  'random-networks/generate.mjs',
);
const steps = await load<{
  prepareTask(task: Task, lagraph: object): PreparedTask;
  takeSteps(engine: Engine, prepared: PreparedTask, shakes?: number): Promise<Run>;
  multiples(
    is: Numbers,
    should: Numbers,
    by: { still: Numbers; moved: Numbers[] },
  ): { name: string; distance: number; rounding: number; multiple: number }[];
}>('random-networks/training-steps.mjs');

export const randomTask = (seed: number): Task => makeTask(seed, { layers, functions, check });

export const prepareTask = (task: Task): PreparedTask =>
  steps.prepareTask(task, { compile, trainingStep, evaluationStep, inferenceWires, startingState });

export const { takeSteps, multiples } = steps;
