/** Inference with the trained networks of a run: values of wires (rows of translation grids), predictions, exports. */
import { availableParallelism } from 'node:os';

import {
  calleesOf,
  type DataUse,
  type Program,
  type Report,
  type Wire,
  type WireId,
} from '../../compiler/index.js';
import { keyOfWireValues, networksWithLastPhase, sourceHashes } from '../plan/index.js';
import type { DataOptions } from '../api/index.js';
import { nullPrototypeRecord } from '../../records/index.js';
import type { OpenedRun } from '../run/index.js';
import {
  runJob,
  type ModelFormat,
  type WeightFormat,
  type NetworkSource,
  type SavedModelFile,
  type WireValues,
} from '../jobs/index.js';
import { randomStream } from '../random-streams/index.js';
import { readCachedRows, openStore } from '../store/index.js';
import { functions } from '../../vocabulary/index.js';

/** What to compute: some wires of a list, for examples of a split, in inference mode. */
export interface WireValuesRequest {
  name: string;
  data: DataUse;
  wires: Wire[];
  wanted: WireId[];
  /** The first examples, or all (null). */
  count: number | null;
  /** Instead of the first examples. */
  examples?: number[];
  networks: { name: string; from: string | null }[];
}

/** The request of a `translations` report. */
export const translationGridRequest = (
  report: Extract<Report, { kind: 'translations' }>,
): WireValuesRequest => {
  const { name, data, wires, rows, count, networks } = report;
  return { name, data, wires, wanted: rows, count, networks };
};

/**
 * Values of wires, one [examples, ...shape] for each that is wanted, with the run's trained networks. Results are
 * cached in the store. Throws RunNotFoundError if the run has not trained what it needs, JobFailedError if data is
 * missing or has changed.
 */
export async function evaluateRunWires(
  run: OpenedRun,
  request: WireValuesRequest,
  options: { data?: DataOptions; signal?: AbortSignal } = {},
): Promise<{ rows: WireValues[]; simulated: boolean }> {
  const { program, manifest } = run;
  const { name, data, wires, wanted, count } = request;
  const examples = request.examples ? { examples: request.examples } : {};
  const networks = request.networks.map((network) => run.networkSource(network));
  const dataset = manifest.data.find((one) => one.name === data.dataset)!;
  const hashes = new Map<string, string>();
  for (const { name: network, from } of request.networks)
    if (from !== null) hashes.set(network, await run.tensorsHash({ phase: from, network }));
  const { key, inputs } = keyOfWireValues(
    program,
    { kind: 'wires', data, wires, wanted, networks: request.networks, count, ...examples },
    // Older manifests have no hashes of sources.
    manifest.sources ? sourceHashes(manifest.sources) : () => dataset.hash,
    ({ network }) => hashes.get(network)!,
  );
  const simulated =
    dataset.simulated ||
    manifest.phases.some(
      (phase) => phase.simulated && request.networks.some(({ from }) => from === phase.name),
    );
  const store = openStore(run.store);
  const kept = await readCachedRows(
    store,
    key,
    { engine: manifest.engine.name, only: false },
    wanted.map((wire) => wires[wire]!.type.shape.slice(1)),
  );
  if (kept) return { rows: kept, simulated };
  const rows = await runJob(
    {
      task: 'wires',
      program,
      store: run.store,
      data: options.data ?? {},
      engine: manifest.engine.name,
      threads: availableParallelism(),
      name,
      key,
      inputs,
      hashes: nullPrototypeRecord([[dataset.name, dataset.hash]]),
      use: data,
      wires,
      wanted,
      count,
      ...examples,
      networks,
      simulated,
    },
    { event: () => undefined, stop: options.signal },
  );
  return { rows, simulated };
}

/**
 * Random numbers of a report, drawn by the seed of the graph and the report's name.
 *
 * @param range of uniform numbers
 */
export function reportDraws(
  { seed }: Program,
  name: string,
  from: 'normal' | 'uniform',
  range: readonly [number, number],
  count: number,
): Float32Array {
  const stream = randomStream(seed, `report/${name}`);
  const out = new Float32Array(count);
  if (from === 'normal') stream.normal(0, out);
  else stream.uniform(0, out);
  return from === 'normal' ? out : out.map((value) => range[0] + value * (range[1] - range[0]));
}

/**
 * Predictions of a model or a network of a run for inputs ([examples, ...shape] by input name), in inference mode.
 * Throws RunNotFoundError or JobFailedError with a message for users.
 */
export async function predictWithRun(
  run: OpenedRun,
  model: string,
  inputs: Readonly<Record<string, WireValues>>,
  options: { engine?: string; signal?: AbortSignal } = {},
): Promise<{ name: string; values: WireValues }[]> {
  const { program, manifest, store } = run;
  const networks = networkSourcesOfModel(run, model);
  return runJob(
    {
      task: 'predict',
      program,
      store,
      data: {},
      engine: options.engine ?? manifest.engine.name,
      threads: availableParallelism(),
      model,
      inputs: { ...inputs },
      networks,
    },
    { event: () => undefined, stop: options.signal },
  );
}

/**
 * Write a model or a network of a run as a file for another runtime: `onnx`, or the saved_model.pb of a SavedModel.
 * Throws RunNotFoundError or JobFailedError with a message for users.
 *
 * @param batchSize examples that it takes at a time; null for any number, where the model allows it, otherwise 1
 * @param deterministic whether what it draws is replaced by its mean; otherwise each draw is an input
 */
export async function exportModelFile(
  run: OpenedRun,
  model: string,
  options: {
    format: ModelFormat;
    target: string;
    batchSize: number | null;
    deterministic: boolean;
    signal?: AbortSignal;
  },
): Promise<SavedModelFile> {
  const { program, store } = run;
  const { signal, ...how } = options;
  return runJob(
    { task: 'saveModel', program, store, model, networks: networkSourcesOfModel(run, model), ...how },
    { event: () => undefined, stop: signal },
  );
}

/**
 * Write a model or a network of a run as a layers model of tfjs (model.json, weights.bin) into a directory. Returns
 * the reason if tfjs has no layers for it, otherwise null. Throws RunNotFoundError or JobFailedError with a message
 * for users.
 */
export async function exportLayersModel(
  run: OpenedRun,
  model: string,
  options: { directory: string; signal?: AbortSignal },
): Promise<string | null> {
  const { program, store } = run;
  const { directory, signal } = options;
  const { refused } = await runJob(
    { task: 'export', program, store, directory, networks: networkSourcesOfModel(run, model), only: model },
    { event: () => undefined, stop: signal },
  );
  return refused[0]?.reason ?? null;
}

/**
 * Write the weights of a model or a network of a run: as a model of Keras (`.keras`), or alone (`.safetensors`). Returns the
 * reason if Keras has no layers for it, otherwise null. Throws RunNotFoundError or JobFailedError with a message for users.
 */
export async function exportWeights(
  run: OpenedRun,
  model: string,
  options: { format: WeightFormat; target: string; signal?: AbortSignal },
): Promise<string | null> {
  const { program, store } = run;
  const { signal, ...how } = options;
  return runJob(
    { task: 'saveWeights', program, store, model, networks: networkSourcesOfModel(run, model), ...how },
    { event: () => undefined, stop: signal },
  );
}

/** The networks that a model calls, with the artifacts of the phases that trained them. */
function networkSourcesOfModel(run: OpenedRun, model: string): NetworkSource[] {
  const used = networksOfModel(run.program, model);
  return networksWithLastPhase(run.program)
    .filter(({ name }) => used.has(name))
    .map((network) => run.networkSource(network));
}

function networksOfModel(program: Program, model: string): Set<string> {
  const wires = program.models.find(({ name }) => name === model)?.wires ?? [];
  return new Set([model, ...calleesOf(wires)]);
}

/** Whether a model, or a network, uses random draws in inference mode. */
export function drawsInInference(program: Program, model: string): boolean {
  const seen = new Set<string>();
  const visit = (name: string): boolean => {
    if (seen.has(name)) return false;
    seen.add(name);
    const found = [...program.models, ...program.networks].find((one) => one.name === name);
    return (found?.wires ?? []).some((wire) =>
      wire.op === 'call'
        ? visit(wire.network)
        : wire.op === 'function' && functions.get(wire.name)?.group === 'random',
    );
  };
  return visit(model);
}
