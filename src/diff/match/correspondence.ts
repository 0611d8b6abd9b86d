/** What of one program is what of the other: by name, by `was`, or by structure. */
import { networkFingerprint, weightsTrainedBy } from '../../compiler/index.js';
import type { Dataset, Evaluation, Model, Network, Phase, Program } from '../../compiler/index.js';
import type { Correspondence } from './correspondence-types.js';
import { createInterner, type Interner } from './interner.js';
import { findNetworkSplits } from './network-splits.js';
import { pairNames, type NameMap } from './pair-names.js';
import { renameProgram } from './rename-program.js';
import { datasetNumbers, wireNumbers } from './structure.js';
import { commonUses, usesOf } from './usage.js';

/** Share of layers that two networks have in common if they are taken for one that was renamed and changed. */
const SIMILAR = 0.6;

export function findCorrespondence(a: Program, b: Program): Correspondence {
  const interner = createInterner();
  const uses = { a: usesOf(a), b: usesOf(b) };
  const networks = pairNetworks(a, b, interner, uses);
  const { splits, joins } = findSplitsAndJoins(a, b, networks);
  for (const { whole, parts } of splits) {
    networks.delete(whole);
    for (const [from, to] of networks) if (parts.includes(to) && from !== to) networks.delete(from);
  }
  for (const { whole } of joins) for (const [from, to] of networks) if (to === whole) networks.delete(from);

  const empty: Correspondence = {
    networks,
    models: new Map(),
    datasets: new Map(),
    fields: new Map(),
    phases: new Map(),
    evaluations: new Map(),
    params: new Map(),
    splits,
    joins,
  };
  const datasets = pairDatasets(a, b, interner, uses);
  const withData: Correspondence = { ...empty, datasets };
  withData.fields = pairFields(renameProgram(a, withData), b, datasets, interner);
  // The rest is compared under the names of B.
  const renamed = renameProgram(a, withData);
  return {
    ...withData,
    models: pairNames(renamed.models, b.models, [{ signature: (model) => modelNumber(model, interner) }]),
    phases: pairPhases(renamed, b, interner),
    evaluations: pairNames(renamed.evaluations, b.evaluations, [
      { signature: (evaluation) => evaluationNumber(evaluation, interner) },
    ]),
    params: pairParams(a, b),
  };
}

type Uses = Record<'a' | 'b', ReturnType<typeof usesOf>>;

function pairNetworks(a: Program, b: Program, interner: Interner, uses: Uses): NameMap {
  const affinity = (before: Network, after: Network) =>
    commonUses(uses.a.networks.get(before.name), uses.b.networks.get(after.name));
  return pairNames(a.networks, b.networks, [
    { signature: (network) => networkFingerprint(network), affinity },
    {
      signature: ({ inputs, outputs }) => `${inputs.length} ${outputs.length}`,
      affinity: (before, after) => {
        const common = affinity(before, after);
        return common === 0 ? 0 : layerSimilarity(before, after, interner);
      },
      minimum: SIMILAR,
    },
  ]);
}

/** The share of layers, by word and arguments, that two networks have in common, in any order. */
function layerSimilarity(one: Network, other: Network, interner: Interner): number {
  const forms = ({ wires }: Network) =>
    wires.flatMap((wire) => (wire.op === 'layer' ? [interner.numberOf([wire.layer, wire.args])] : []));
  const left = forms(one);
  const counts = new Map<number, number>();
  for (const form of left) counts.set(form, (counts.get(form) ?? 0) + 1);
  const right = forms(other);
  let common = 0;
  for (const form of right) {
    const count = counts.get(form) ?? 0;
    if (count > 0) common += 1;
    counts.set(form, count - 1);
  }
  return common / Math.max(left.length, right.length, 1);
}

function findSplitsAndJoins(a: Program, b: Program, networks: NameMap) {
  const numbersA = new Map(a.networks.map((one) => [one.name, networkFingerprint(one)]));
  const numbersB = new Map(b.networks.map((one) => [one.name, networkFingerprint(one)]));
  const changedA = a.networks.filter(({ name }) => {
    const to = networks.get(name);
    return to === undefined || numbersB.get(to) !== numbersA.get(name);
  });
  const pairedB = new Map([...networks].map(([from, to]) => [to, from]));
  const changedB = b.networks.filter(({ name }) => {
    const from = pairedB.get(name);
    return from === undefined || numbersA.get(from) !== numbersB.get(name);
  });
  const splits = findNetworkSplits(changedA, changedB, (name) => pairedB.get(name) === undefined);
  const joins = findNetworkSplits(changedB, changedA, (name) => networks.get(name) === undefined).filter(
    ({ whole, parts }) => !splits.some((split) => parts.includes(split.whole) || split.parts.includes(whole)),
  );
  return { splits, joins };
}

function pairDatasets(a: Program, b: Program, interner: Interner, uses: Uses): NameMap {
  const numbers = { a: datasetNumbers(a.datasets, interner), b: datasetNumbers(b.datasets, interner) };
  const affinity = (before: Dataset, after: Dataset) =>
    commonUses(uses.a.datasets.get(before.name), uses.b.datasets.get(after.name));
  return pairNames(a.datasets.map(withStream), b.datasets.map(withStream), [
    { signature: ({ name }, side) => numbers[side].get(name), affinity },
    // Another name and other steps, at the same place: made in the same way, or used by the same phases.
    { signature: ({ steps }) => steps.map(({ step }) => step).join(' '), affinity, minimum: 1 },
  ]);
}

const withStream = (dataset: Dataset): Dataset & { stream?: string } => {
  const stream = streamOfDataset(dataset);
  return stream === undefined ? dataset : { ...dataset, stream };
};

/** What the names of a data set's streams begin with, if it draws anything. */
export function streamOfDataset({ steps }: Dataset): string | undefined {
  for (const step of steps) {
    // Streams of steps are `data/turned/1`, those of added fields `noisy/dotted/normal`.
    if (step.step !== 'add') {
      if ('stream' in step) return step.stream.split('/')[1];
      continue;
    }
    const stream = step.wires.find((wire) => wire.op === 'function' && wire.stream !== undefined);
    if (stream?.op === 'function') return stream.stream!.split('/', 1)[0];
  }
  return undefined;
}

/** Fields and members that data sets call otherwise. `a` has B's names for everything else. */
function pairFields(a: Program, b: Program, datasets: NameMap, interner: Interner): Map<string, NameMap> {
  const before = new Map(a.datasets.map((dataset) => [dataset.name, dataset]));
  const paired = new Set(datasets.values());
  const found = new Map<string, NameMap>();
  for (const after of b.datasets) {
    const old = before.get(after.name);
    if (!old || !paired.has(after.name)) continue;
    const renamed = [
      ...pairNames(addedFields(old, interner), addedFields(after, interner), [
        { signature: ({ number }) => number },
      ]),
    ].filter(([from, to]) => from !== to);
    if (renamed.length > 0) found.set(after.name, new Map(renamed));
  }
  return found;
}

function addedFields(
  { steps }: Dataset,
  interner: Interner,
): { name: string; number: number; was?: string }[] {
  return steps.flatMap((step): { name: string; number: number; was?: string }[] => {
    if (step.step === 'pair')
      return step.members.map(({ name, dataset }) => ({
        name,
        number: interner.numberOf(['member', dataset]),
      }));
    if (step.step !== 'add') return [];
    const numbers = wireNumbers(step.wires, interner);
    return step.fields.map((field) => ({ ...field, number: numbers[field.wire]! }));
  });
}

export function modelNumber({ inputs, wires, outputs }: Model, interner: Interner): number {
  const numbers = wireNumbers(wires, interner);
  return interner.numberOf([
    inputs.map(({ name }) => name),
    outputs.map(({ name, wire }) => [name, numbers[wire]]),
  ]);
}

export function evaluationNumber({ data, wires, measure, networks }: Evaluation, interner: Interner): number {
  return interner.numberOf([data, wireNumbers(wires, interner)[measure], networks.map(({ name }) => name)]);
}

/** Networks that a phase trains, in whole or in part. */
export const trainedNetworks = (phase: Phase): string[] => [
  ...new Set([...weightsTrainedBy(phase)].map((weight) => weight.split('/', 1)[0]!)),
];

function pairPhases(a: Program, b: Program, interner: Interner): NameMap {
  const whole = (phase: Phase): number => {
    const numbers = wireNumbers(phase.wires, interner, { modes: true });
    const { solve } = phase;
    return interner.numberOf([
      phase.data,
      phase.epochs,
      phase.batchSize,
      phase.classBatch ?? null,
      phase.stepsPerEpoch,
      phase.updates.map(({ losses, optimizer, weights, times, assignments }) => [
        losses.map(({ wire, weight }) => [numbers[wire], weight]),
        optimizer,
        weights,
        times,
        assignments?.map((one) => (one.kind === 'assign' ? { ...one, wire: numbers[one.wire] } : one)) ?? [],
      ]),
      solve
        ? [
            solve.method,
            solve.args,
            solve.solved,
            [solve.inputs, solve.second].map((wire) => numbers[wire ?? -1] ?? null),
          ]
        : null,
    ]);
  };
  const task = (phase: Phase): number => interner.numberOf([phase.data, trainedNetworks(phase).sort()]);
  const trained = (phase: Phase): number => interner.numberOf(trainedNetworks(phase).sort());
  return pairNames(a.phases, b.phases, [{ signature: whole }, { signature: task }, { signature: trained }]);
}

function pairParams(a: Program, b: Program): NameMap {
  return pairNames(a.params, b.params, [{ signature: ({ value }) => JSON.stringify(value) }]);
}
