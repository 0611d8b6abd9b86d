/** What a phase's weights and figures depend on, hashed. */
import { nullPrototypeRecord } from '../../records/index.js';
import type { Dataset, Network, Phase, PhaseFingerprint, PhaseResult, Wire, WireId } from '../program.js';
import { liveWires } from '../wire-inputs.js';
import { canonicalHash } from './canonical-json.js';
import { dataStepWithoutRanges, networkWithoutRanges, wiresWithoutRanges } from './without-ranges.js';

type PhaseWithoutFingerprint = Omit<Phase, 'fingerprint'>;

/** A data set and its dependencies, itself last. */
function datasetDependencies(
  name: string,
  datasets: ReadonlyMap<string, Dataset>,
  found = new Map<string, Dataset>(),
) {
  const dataset = datasets.get(name);
  if (!dataset || found.has(name)) return found;
  for (const step of dataset.steps) {
    if (step.step === 'from') datasetDependencies(step.dataset, datasets, found);
    if (step.step === 'pair')
      for (const member of step.members) datasetDependencies(member.dataset, datasets, found);
  }
  return found.set(name, dataset);
}

const readsSource = ({ steps }: Dataset): boolean => steps.some(({ step }) => step === 'source');

/** A data set without its source, whose contents the runtime adds. */
const datasetForm = (dataset: Dataset) => ({
  name: dataset.name,
  steps: dataset.steps.map((step) => (step.step === 'source' ? 'source' : dataStepWithoutRanges(step))),
});

/** The wires that some of them depend on; the others are left out, their places are kept. */
function liveForm(wires: readonly Wire[], roots: Iterable<WireId>) {
  const live = liveWires(wires, roots);
  return wiresWithoutRanges(wires).map((wire, id) => (live[id] ? wire : null));
}

/** Networks that the live wires use. */
function usedNetworks(wires: readonly Wire[], roots: Iterable<WireId>): Set<string> {
  const live = liveWires(wires, roots);
  return new Set(
    wires.flatMap((wire, id) => {
      if (!live[id]) return [];
      return wire.op === 'call' ? [wire.network] : wire.op === 'weight' ? [wire.weight] : [];
    }),
  );
}

export function phaseFingerprint(
  phase: PhaseWithoutFingerprint,
  networks: ReadonlyMap<string, Network>,
  datasets: ReadonlyMap<string, Dataset>,
  seed: number,
): PhaseFingerprint {
  const { validation, keep, stopEarly } = phase;
  const results = new Map(phase.networks.map(({ name, from }) => [name, from]));
  const data = datasetDependencies(phase.data.dataset, datasets);
  const validationData = validation && datasetDependencies(validation.data.dataset, datasets);
  // A call in training mode can update moving averages, whatever reads its value.
  const roots = [
    ...phase.updates.flatMap(({ losses }) => losses.map(({ wire }) => wire)),
    ...phase.wires.flatMap((wire, id) => (wire.op === 'call' && wire.mode === 'train' ? [id] : [])),
  ];
  const moved = new Set([
    ...usedNetworks(phase.wires, roots),
    ...phase.updates.flatMap(({ weights }) => weights.map((weight) => weight.split('/', 1)[0]!)),
    ...phase.start.map(({ network }) => network),
  ]);

  const networkForm = (name: string) => {
    const network = networks.get(name);
    return { network: network && networkWithoutRanges(network), fresh: (results.get(name) ?? null) === null };
  };
  const parentsOf = (names: readonly string[]): PhaseResult[] =>
    names.flatMap((network) => {
      const from = results.get(network) ?? null;
      return from === null ? [] : [{ phase: from, network }];
    });

  const figures = figuresOf(phase).map(({ name, form, wires, reads, isValidation }) => {
    const others = [...usedNetworks(wires, reads)].filter((network) => !moved.has(network));
    return {
      name,
      form: {
        form,
        wires: liveForm(wires, reads),
        networks: others.map(networkForm),
        ...(isValidation ? { data: [...validationData!.values()].map(datasetForm), seed } : {}),
      },
      others,
      sources: isValidation ? [...validationData!.values()].filter(readsSource).map((one) => one.name) : [],
    };
  });
  const watchedNames = new Set([
    ...(keep === 'last' ? [] : [keep.best.figure]),
    ...(stopEarly ? [stopEarly.figure] : []),
  ]);
  const watched = figures.filter(({ name }) => watchedNames.has(name));
  const names = [
    ...phase.networks.map(({ name }) => name).filter((name) => moved.has(name)),
    ...new Set(watched.flatMap(({ others }) => others)),
  ];
  const meaning = {
    seed,
    name: phase.name,
    data: { use: phase.data, sets: [...data.values()].map(datasetForm) },
    wires: liveForm(phase.wires, roots),
    updates: phase.updates,
    batchSize: phase.batchSize,
    stepsPerEpoch: phase.stepsPerEpoch,
    precision: phase.precision ?? 'float32',
    networks: names.map(networkForm),
    start: phase.start.map(({ network, of, from }) => ({
      network,
      of,
      initial: from ? null : networkForm(of),
    })),
    frozen: phase.frozen.filter((weight) => moved.has(weight.split('/', 1)[0]!)),
    keep,
    stopEarly,
    watched: watched.map(({ form }) => form),
  };
  // What is watched may depend on the number of epochs: on loss weights at the end, on whether the end is validated.
  const isOpenEnded = watched.length === 0;
  return {
    weights: canonicalHash({ ...meaning, epochs: phase.epochs }),
    course: isOpenEnded ? canonicalHash({ ...meaning, kind: 'course' }) : null,
    figures: nullPrototypeRecord(figures.map(({ name, form }) => [name, canonicalHash(form)])),
    figureSources: nullPrototypeRecord(figures.map(({ name, sources }) => [name, sources])),
    figureParents: nullPrototypeRecord(figures.map(({ name, others }) => [name, parentsOf(others)])),
    networks: names,
    parents: [
      ...parentsOf(names),
      ...phase.start.flatMap(({ of, from }) => (from === null ? [] : [{ phase: from, network: of }])),
    ],
    sources: [
      ...new Set(
        [
          ...data.values(),
          ...(watched.some(({ sources }) => sources.length > 0) ? validationData!.values() : []),
        ]
          .filter(readsSource)
          .map((one) => one.name),
      ),
    ],
  };
}

interface FigureForm {
  name: string;
  form: unknown;
  wires: readonly Wire[];
  reads: readonly WireId[];
  isValidation: boolean;
}

/** The figures of an epoch, by the names that they have in its metrics. */
function figuresOf({
  name: phase,
  updates,
  metrics,
  validation,
  wires,
  epochs,
}: PhaseWithoutFingerprint): FigureForm[] {
  const several = updates.length > 1;
  const figure = (name: string, form: unknown, read?: WireId): FigureForm => ({
    name,
    form,
    wires,
    reads: read === undefined ? [] : [read],
    isValidation: false,
  });
  const losses = updates.flatMap((update, at) => {
    const prefix = several ? `loss/${update.name}` : 'loss';
    const isApart =
      update.losses.length > 1 || update.losses.some(({ weight }) => typeof weight !== 'number');
    return [
      ...(several ? [figure(prefix, { update: at })] : []),
      ...(isApart
        ? update.losses.map((term, which) => figure(`${prefix}/${term.name}`, { update: at, term: which }))
        : []),
    ];
  });
  const training = [
    figure('loss', 'loss'),
    ...losses,
    ...metrics.map(({ name, wire }) => figure(name, { metric: wire }, wire)),
  ];
  if (!validation) return training;
  const { data, every, batchSize } = validation;
  const settings = { phase, use: data, every, batchSize, last: every === 1 ? null : epochs };
  const validated = (name: string, form: unknown, reads: readonly WireId[]): FigureForm => ({
    name: `val.${name}`,
    form: { ...settings, form },
    wires: validation.wires,
    reads,
    isValidation: true,
  });
  const terms = validation.losses.map(({ wire, weight }) => ({ wire, weight }));
  const isAlone = terms.length === 1;
  return [
    ...training,
    validated(
      'loss',
      { terms },
      terms.map(({ wire }) => wire),
    ),
    ...(isAlone
      ? []
      : validation.losses.map(({ name, wire }) => validated(`loss/${name}`, { wire }, [wire]))),
    ...validation.metrics.map(({ name, wire }) => validated(name, { wire }, [wire])),
  ];
}
