/**
 * Keys of the artifact cache. A key is the hash of all inputs of a result (input-addressed: not of its content).
 * Equal keys mean equal results, so a cached result is reused, whichever run computed it.
 */
import {
  canonicalJson,
  networkWithoutRanges,
  wiresWithoutRanges,
  type DataUse,
  type Phase,
  type Program,
  type Wire,
  type WireId,
} from '../../compiler/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import { sha256, STORE_FORMAT, type Artifact } from '../store/index.js';
import type { OtherEngineResult, PreflightResult } from '../jobs/index.js';

/** Raised whenever the same graph and data give other results than before. */
const SEMANTICS_VERSION = 2;

const hashKey = (value: unknown) =>
  sha256([canonicalJson({ format: STORE_FORMAT, meaning: SEMANTICS_VERSION, value })]);

export interface KeyedResult {
  key: string;
  inputs: Artifact['inputs'];
  simulated: boolean;
  /** Another engine's result: it replaces the phase's own, or is resumed. */
  other?: OtherEngineResult;
}

/**
 * Looks up another engine's result for a phase; null if the phase keeps its own key.
 *
 * @param phase its name
 * @param inputs the hash of its inputs
 * @param own the key that it has by itself
 */
export type OtherEngineLookup = (
  phase: string,
  inputs: string,
  own: string,
) => Promise<OtherEngineResult | null>;

/** What a phase is trained from, whatever the engine. */
export const trainingInputsHash = (inputs: Artifact['inputs']): string => hashKey({ kind: 'inputs', inputs });

const sortedUnique = (names: readonly string[]) => [...new Set(names)].sort();

/** Data sets that a phase reads. */
export const datasetsOfPhase = (phase: Phase) =>
  sortedUnique([phase.data.dataset, ...(phase.validation ? [phase.validation.data.dataset] : [])]);

/** Phases that a phase takes weights from. */
export const prerequisitePhases = (phase: Phase) =>
  sortedUnique([
    ...phase.dependsOn,
    ...phase.networks.flatMap(({ from }) => from ?? []),
    ...phase.start.flatMap(({ from }) => from ?? []),
  ]);

/**
 * Keys of all phases, by name. The number of threads is not part of a key: it changes the last bits of sums, but
 * adding a phase to a graph, or running on another number of cores, should not retrain the other phases.
 */
export async function keysOfPhases(
  program: Program,
  preflight: PreflightResult,
  findOtherEngineResult?: OtherEngineLookup,
): Promise<Map<string, KeyedResult>> {
  const facts = new Map(preflight.datasets.map((dataset) => [dataset.name, dataset]));
  const keys = new Map<string, KeyedResult>();
  for (const phase of program.phases) {
    const datasets = datasetsOfPhase(phase).map((name) => facts.get(name)!);
    const before = prerequisitePhases(phase);
    const inputs = {
      // Its figures are computed with its weights, and its artifact has them.
      fingerprint: hashKey(phase.fingerprint),
      phases: nullPrototypeRecord(before.map((name) => [name, keys.get(name)!.key])),
      data: nullPrototypeRecord(datasets.map((dataset) => [dataset.name, dataset.hash])),
    };
    const { numerics } = preflight.engine;
    const own = hashKey({ kind: 'phase', inputs, numerics });
    const other = (await findOtherEngineResult?.(phase.name, trainingInputsHash(inputs), own)) ?? null;
    const goingOn = other?.sha256 && hashKey({ kind: 'phase', inputs, numerics, from: other.sha256 });
    keys.set(phase.name, {
      key: goingOn ?? other?.key ?? own,
      inputs,
      ...(other ? { other } : {}),
      // A result that depends on simulated data is simulated, whatever data the later phases use.
      simulated:
        datasets.some((dataset) => dataset.simulated) || before.some((name) => keys.get(name)!.simulated),
    });
  }
  return keys;
}

/** The key of values computed from wires over a split: evaluations, rows of translation grids. */
export function keyOfWireValues(
  program: Program,
  request: {
    kind: 'evaluation' | 'wires';
    data: DataUse;
    wires: readonly Wire[];
    wanted: readonly WireId[];
    networks: readonly { name: string; from: string | null }[];
    count?: number;
  },
  phaseKeys: ReadonlyMap<string, { key: string; simulated: boolean }>,
  preflight: Pick<PreflightResult, 'datasets'> & { engine: { numerics: string } },
): KeyedResult {
  const dataset = preflight.datasets.find(({ name }) => name === request.data.dataset)!;
  const from = sortedUnique(request.networks.flatMap((network) => network.from ?? []));
  // Architecture and initial values of the networks that the wires call.
  const networks = request.networks.map(({ name }) => {
    const network = program.networks.find((one) => one.name === name);
    return network && networkWithoutRanges(network);
  });
  const inputs = {
    fingerprint: hashKey({
      ...request,
      wires: wiresWithoutRanges(request.wires),
      seed: program.seed,
      networks: [request.networks, networks],
    }),
    phases: nullPrototypeRecord(from.map((name) => [name, phaseKeys.get(name)!.key])),
    data: nullPrototypeRecord([[dataset.name, dataset.hash]]),
  };
  return {
    key: hashKey({ kind: request.kind, inputs, numerics: preflight.engine.numerics }),
    inputs,
    simulated: dataset.simulated || from.some((name) => phaseKeys.get(name)!.simulated),
  };
}
