/**
 * Fingerprints of a phase: sha256 of its normal form. Two phases with the same hash have the same result, from the same
 * data and parents, whatever anything in them is called and in whatever form it is written.
 */
import { nullPrototypeRecord } from '../../records/index.js';
import type { Dataset, LoadedWeights, Network, Phase, PhaseFingerprint } from '../program.js';
import { scheduleValueAt } from '../schedule.js';
import { canonicalHash } from './canonical-json.js';
import { figureForms } from './figure-forms.js';
import { createSharing } from './gradient-sums.js';
import { createNetworkForms, createReferences, networksForm, type FormContext } from './step-form.js';
import { loadedWeightsHash } from './network-form.js';
import { trainingForm } from './training-form.js';

export type UnhashedPhase = Omit<Phase, 'fingerprint' | 'reference'>;

/** A function that fingerprints phases over these networks and data sets. */
export function createFingerprinter(
  networks: ReadonlyMap<string, Network>,
  datasets: ReadonlyMap<string, Dataset>,
  seed: number,
): (phase: UnhashedPhase) => PhaseFingerprint {
  const sharingOf = createSharing(networks);
  const shared = { networks, datasets, sharingOf, ...createNetworkForms(networks, sharingOf) };
  return (phase) => fingerprint(phase, seed, { ...shared, originOf: originsOf(phase) });
}

/** Where the weights of a phase's networks come from. What `start` copies is whole; a file may have a part. */
function originsOf({ networks, start }: UnhashedPhase): FormContext['originOf'] {
  const results = new Map(networks.map(({ name, from }) => [name, { of: name, from }]));
  const loads = new Map<string, LoadedWeights>();
  for (const { network, of, from, load } of start) {
    if (load) loads.set(network, load);
    else results.set(network, { of, from });
  }
  return (name) => {
    const { of, from } = results.get(name) ?? { of: name, from: null };
    const before =
      from === null
        ? ({ kind: 'initial', of } as const)
        : ({ kind: 'phase', result: { phase: from, network: of } } as const);
    const load = loads.get(name);
    return load
      ? { kind: 'file', hash: loadedWeightsHash(load), over: load.isWhole ? null : before }
      : before;
  };
}

function fingerprint(phase: UnhashedPhase, seed: number, context: FormContext): PhaseFingerprint {
  const { keep, stopEarly, plateau, epochs, validation } = phase;
  const references = createReferences();
  const training = trainingForm(phase, references, context);
  const networks = networksForm(references, 0, context);

  // Figures refer to the networks above by their numbers, and have references of their own to what else they use.
  const figures = figureForms(phase, references, context);
  const watched = [
    ...(keep === 'last' ? [] : [{ ...keep.best, to: 'keep' }]),
    ...(stopEarly ? [{ ...stopEarly, to: 'stop' }] : []),
    ...(plateau ? [{ ...plateau, to: 'plateau' }] : []),
  ].map(({ figure, ...how }) => {
    const { form, sources, parents, networks: others } = figures.get(figure)!;
    for (const name of others) references.networks.numberOf(name);
    return {
      ...how,
      form,
      sources: sources.map(references.sources.numberOf),
      parents: parents.map(references.parents.numberOf),
      ...(figure === 'loss' || figure.startsWith('loss/') ? { ends: weightsAtEnd(phase) } : {}),
      isValidation: figure.startsWith('val.'),
    };
  });

  const meaning = { seed, stream: phase.stream, training, networks, watched };
  // The last epoch is validated in any case: it may be one that a longer training would not watch.
  const isCutShort =
    watched.some(({ isValidation }) => isValidation) && validation !== null && epochs % validation.every > 0;
  return {
    weights: canonicalHash({ ...meaning, epochs }),
    course: isCutShort ? null : canonicalHash({ ...meaning, course: true }),
    figures: nullPrototypeRecord([...figures].map(([name, { form }]) => [name, canonicalHash(form)])),
    figureSources: nullPrototypeRecord([...figures].map(([name, { sources }]) => [name, sources])),
    figureParents: nullPrototypeRecord([...figures].map(([name, { parents }]) => [name, parents])),
    networks: references.networks.all,
    parents: references.parents.all,
    sources: references.sources.all,
  };
}

/** Epochs are compared by losses with the weights that they have at the end. */
const weightsAtEnd = ({ updates, epochs }: UnhashedPhase): number[][] =>
  updates.map(({ losses }) => losses.map(({ weight }) => scheduleValueAt(weight, epochs)));
