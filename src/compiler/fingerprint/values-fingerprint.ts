import type { DataUse, PhaseResult, Program, Wire, WireId } from '../program.js';
import { canonicalHash } from './canonical-json.js';
import { createSharing } from './gradient-sums.js';
import { createNetworkForms, createReferences, createStepForm, networksForm } from './step-form.js';

/** What values of wires over data depend on: those of an evaluation, or of a grid of translations. */
export interface ValuesFingerprint {
  /** sha256 of the normal form. Equal hashes, data and parents: equal values. */
  values: string;
  /** Data sets that read the sources of the data, in an order that does not depend on names. */
  sources: string[];
  /** The results of phases that the wires call, in such an order. */
  parents: PhaseResult[];
}

/** Fingerprint of the values of wires over a split, with networks as phases have left them (null: fresh). */
export function valuesFingerprint(
  program: Pick<Program, 'networks' | 'datasets' | 'seed'>,
  request: {
    data: DataUse;
    wires: readonly Wire[];
    wanted: readonly WireId[];
    networks: readonly { name: string; from: string | null }[];
  },
): ValuesFingerprint {
  const networks = new Map(program.networks.map((network) => [network.name, network]));
  const from = new Map(request.networks.map((network) => [network.name, network.from]));
  const sharingOf = createSharing(networks);
  const context = {
    networks,
    datasets: new Map(program.datasets.map((dataset) => [dataset.name, dataset])),
    sharingOf,
    ...createNetworkForms(networks, sharingOf),
    originOf(network: string) {
      const phase = from.get(network) ?? null;
      return phase === null
        ? ({ kind: 'initial', of: network } as const)
        : ({ kind: 'phase', result: { phase, network } } as const);
    },
  };
  const references = createReferences();
  const step = createStepForm(request.wires, request.data, references, context);
  const wanted = request.wanted.map(step.numberOf);
  const form = { ...step.finish(), wanted, networks: networksForm(references, 0, context) };
  return {
    values: canonicalHash({ seed: program.seed, ...form }),
    sources: references.sources.all,
    parents: references.parents.all,
  };
}
