/** The plan of a run: phases, their keys, threads, start order, and which results are cached. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { dataOfReport, type Phase, type Program } from '../../compiler/index.js';
import { ownValue } from '../../records/index.js';
import {
  assumeConstantExamples,
  datasetsOfPhase,
  prerequisitePhases,
  sourceHashes,
  type PhaseWorkload,
  allocateThreads,
  idOfLoad,
  loadsOfProgram,
  type NetworkLoad,
  phaseMultiplyAdds,
} from '../plan/index.js';
import { DEFAULT_ENGINE, type PlanOptions, type RunOptions, type RunEvent } from '../api/index.js';
import { runJob, type PreflightResult } from '../jobs/index.js';
import { openStore, type Store } from '../store/index.js';
import type { Manifest } from './manifest.js';
import { resolvePhase, type PhaseLookup, type ResolvedPhase } from './resolve-phase.js';

export interface RunPlan {
  preflight: PreflightResult;
  /** What there was of each selected phase in the store. */
  states: ReadonlyMap<string, ResolvedPhase>;
  /** Where phases are looked up; its results are known one after the other. */
  lookup: PhaseLookup;
  /** Phases that depend on simulated data. */
  simulated: ReadonlySet<string>;
  /** Selected phases, in topological order. */
  phases: Phase[];
  /** How many phases may run at once. */
  jobs: number;
  /** The largest number of phases that run concurrently when nothing is cached. */
  maxConcurrent: number;
  /** Threads to compute each phase with, by name. */
  threads: ReadonlyMap<string, number>;
  /** Of phases that could start, the one with the lowest rank starts first; of all phases, by name. */
  startRank: ReadonlyMap<string, number>;
  cores: number;
  /** Threads that a phase can use. */
  maxThreads: number;
  /** All phases of the program with their work, whatever is selected. */
  workloads: readonly PhaseWorkload[];
  store: Store;
  /** Weights from files of other programs, and where they are kept. */
  weights: NonNullable<Manifest['weights']>;
}

/** The options don't fit the program (for example `only` names no phase). The message is for users. */
export class PlanError extends Error {}

/** Phases named by `only`, and all their prerequisites. */
export function selectPhases(program: Program, only: readonly string[] | undefined): Phase[] {
  if (!only || only.length === 0) return program.phases;
  const byName = new Map(program.phases.map((phase) => [phase.name, phase]));
  const chosen = new Set<string>();
  const choose = (name: string) => {
    const phase = byName.get(name);
    if (!phase) {
      throw new PlanError(
        `There is no phase named ${name}; the phases are ${[...byName.keys()].join(', ')}.`,
      );
    }
    if (chosen.has(name)) return;
    chosen.add(name);
    prerequisitePhases(phase).forEach(choose);
  };
  only.forEach(choose);
  return program.phases.filter(({ name }) => chosen.has(name));
}

/** Data sets that the program reads. */
export function datasetsOfProgram(program: Program): string[] {
  const names = new Set(program.phases.flatMap(datasetsOfPhase));
  for (const { data } of program.evaluations) names.add(data.dataset);
  for (const report of program.reports) {
    const data = dataOfReport(report);
    if (data) names.add(data.dataset);
  }
  return [...names].sort();
}

/** The options that a plan depends on. */
type RunPlanOptions = PlanOptions & Pick<RunOptions, 'jobs' | 'force' | 'signal'>;

/**
 * Runs the preflight job (data, engine), looks phases up, and allocates threads. Throws PlanError, JobFailedError or
 * JobStoppedError.
 */
export async function makeRunPlan(
  program: Program,
  options: RunPlanOptions,
  emit: (event: RunEvent) => void,
  onOutput?: (piece: Buffer | null) => void,
): Promise<RunPlan> {
  const phases = selectPhases(program, options.only);
  const loads = loadsOfProgram(program);
  requireFiles(loads);
  const engine = options.engine ?? DEFAULT_ENGINE;
  const preflight = await runJob(
    {
      task: 'preflight',
      program,
      data: options.data ?? {},
      engine,
      datasets: datasetsOfProgram(program),
      ...(options.requireGpu ? { requireGpu: true } : {}),
    },
    { event: emit, stop: options.signal, ...(onOutput ? { output: onOutput } : {}) },
  );
  options.onSources?.(preflight.sources);
  const cores = availableParallelism();
  const workloads = phaseWorkloads(program, preflight);
  const maxThreads = preflight.multithreaded ? cores : 1;
  const { threads, startOrder, maxConcurrent } = allocateThreads(workloads, cores, maxThreads);
  const store = openStore(options.store);
  const lookup: PhaseLookup = {
    program,
    store,
    choice: {
      engine: preflight.engine.name,
      only: options.engine !== undefined && options.engine !== DEFAULT_ENGINE,
    },
    sourceHash: sourceHashes(preflight.sources),
    results: new Map(),
  };
  return {
    preflight,
    lookup,
    states: await resolvePhases(lookup, phases, options),
    simulated: simulatedPhases(phases, preflight),
    phases,
    jobs: Math.max(1, options.jobs ?? cores),
    threads,
    maxConcurrent,
    startRank: new Map(startOrder.map((name, at) => [name, at])),
    cores,
    maxThreads,
    workloads,
    store,
    weights: loads.map(recordOfLoad),
  };
}

/** Throws PlanError if a file with weights was not read when the graph was compiled: no key is known then. */
function requireFiles(loads: readonly NetworkLoad[]): void {
  const { network, load } = loads.find((one) => one.load.sha256 === null) ?? {};
  if (network && load)
    throw new PlanError(
      `The graph was compiled without reading ${join(load.folder ?? '', load.file)}, which the weights of ${network.name} come from.`,
    );
}

const recordOfLoad = ({ network, load }: NetworkLoad) => ({
  network: network.name,
  file: join(load.folder ?? '', load.file),
  sha256: load.sha256!,
  artifact: idOfLoad(load),
});

/** Whether a phase is retrained although its artifact exists. */
export const isRetrainingForced = (
  { force, only }: Pick<RunOptions, 'force' | 'only'>,
  phase: string,
): boolean => force === true && (!only || only.length === 0 || only.includes(phase));

/** Looks the selected phases up in the store, in their order. */
async function resolvePhases(
  lookup: PhaseLookup,
  phases: readonly Phase[],
  options: RunPlanOptions,
): Promise<Map<string, ResolvedPhase>> {
  const states = new Map<string, ResolvedPhase>();
  for (const phase of phases) {
    const state = await resolvePhase(lookup, phase, { force: isRetrainingForced(options, phase.name) });
    states.set(phase.name, state);
    if (state.state === 'cached') lookup.results.set(phase.name, state.result);
  }
  return states;
}

/** Throws PlanError if the engine lacks the precision of a phase that is to be trained. */
export function requireTrainable({ states, preflight: { untrainable } }: RunPlan): void {
  for (const [name, state] of states) {
    const problem = ownValue(untrainable, name);
    const isKept = state.state === 'cached' || (state.state === 'waiting' && state.mayBeCached);
    if (problem !== undefined && !isKept) throw new PlanError(problem);
  }
}

/** Phases whose results depend on simulated data, whatever data they read themselves. */
function simulatedPhases(phases: readonly Phase[], { datasets }: PreflightResult): Set<string> {
  const simulated = new Set(datasets.filter((one) => one.simulated).map(({ name }) => name));
  const found = new Set<string>();
  for (const phase of phases) {
    const isSimulated =
      datasetsOfPhase(phase).some((name) => simulated.has(name)) ||
      prerequisitePhases(phase).some((name) => found.has(name));
    if (isSimulated) found.add(phase.name);
  }
  return found;
}

/** Phases with their prerequisites and their work. */
function phaseWorkloads(program: Program, preflight: PreflightResult | null): PhaseWorkload[] {
  const guess = (phase: Phase) => {
    const { dataset, split } = phase.data;
    const declared = program.datasets.find(({ name }) => name === dataset)?.splits[split]?.examples;
    return phaseMultiplyAdds(program, phase, assumeConstantExamples(declared ?? 1));
  };
  return program.phases.map((phase) => ({
    name: phase.name,
    after: prerequisitePhases(phase),
    work: (preflight && ownValue(preflight.work, phase.name)) ?? guess(phase),
  }));
}

/** All phases with their work, estimated without reading data. */
export const estimateWorkloads = (program: Program): PhaseWorkload[] => phaseWorkloads(program, null);

/** Threads per phase, estimated without reading data. */
export function estimateThreads(program: Program): Map<string, number> {
  return allocateThreads(estimateWorkloads(program), availableParallelism()).threads;
}
