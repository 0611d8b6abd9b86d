/**
 * A key is the hash of everything that a result depends on. Equal keys mean equal results, so a result with the key
 * need not be computed again, by whomever and whenever it was made.
 */
import {
  canonical,
  meaningOfNetwork,
  meaningOfWires,
  type DataUse,
  type Phase,
  type Program,
  type Wire,
  type WireId,
} from '../compiler/index.js';
import { byName } from '../names/index.js';
import { sha256, STORE_FORMAT, type Artifact } from './store/index.js';
import type { Survey } from './worker/index.js';

/** Counts up whenever the same graph and data mean other results than before. */
const MEANING = 2;

const hash = (value: unknown) => sha256([canonical({ format: STORE_FORMAT, meaning: MEANING, value })]);

export interface Keyed {
  key: string;
  inputs: Artifact['inputs'];
  simulated: boolean;
  /** Another engine's work that stands for the phase, or that it goes on from. */
  other?: OthersWork;
}

/** What another engine has made of a phase. */
export interface OthersWork {
  /** Where it lies. */
  key: string;
  /** Name of the engine. */
  engine: string;
  /** How far it came; null: to the end. */
  epoch: number | null;
  /** Of the checkpoint that another engine is to go on from, under a key of its own. */
  sha256?: string;
}

/**
 * Where to look for other engines' work; null if the phase is to be had under its own key.
 *
 * @param phase its name
 * @param inputs the hash of its inputs
 * @param own the key that it has by itself
 */
export type Elsewhere = (phase: string, inputs: string, own: string) => Promise<OthersWork | null>;

/** What a phase is trained from, whatever the engine. */
export const inputsKey = (inputs: Artifact['inputs']): string => hash({ kind: 'inputs', inputs });

const unique = (names: readonly string[]) => [...new Set(names)].sort();

/** Data sets that a phase reads. */
export const datasetsOf = (phase: Phase) =>
  unique([phase.data.dataset, ...(phase.validation ? [phase.validation.data.dataset] : [])]);

/** Phases that a phase takes weights from. */
export const phasesBefore = (phase: Phase) =>
  unique([
    ...phase.dependsOn,
    ...phase.networks.flatMap(({ from }) => from ?? []),
    ...phase.start.flatMap(({ from }) => from ?? []),
  ]);

/**
 * Keys of all phases, by name. The number of threads is left out: it moves the last bits of sums, but whoever adds a
 * phase to a graph, or comes with another number of cores, does not want the others trained again for that.
 */
export async function phaseKeys(
  program: Program,
  survey: Survey,
  elsewhere?: Elsewhere,
): Promise<Map<string, Keyed>> {
  const facts = new Map(survey.datasets.map((dataset) => [dataset.name, dataset]));
  const keys = new Map<string, Keyed>();
  for (const phase of program.phases) {
    const datasets = datasetsOf(phase).map((name) => facts.get(name)!);
    const before = phasesBefore(phase);
    const inputs = {
      fingerprint: phase.fingerprint,
      phases: byName(before.map((name) => [name, keys.get(name)!.key])),
      data: byName(datasets.map((dataset) => [dataset.name, dataset.hash])),
    };
    const { numerics } = survey.engine;
    const own = hash({ kind: 'phase', inputs, numerics });
    const other = (await elsewhere?.(phase.name, inputsKey(inputs), own)) ?? null;
    const goingOn = other?.sha256 && hash({ kind: 'phase', inputs, numerics, from: other.sha256 });
    keys.set(phase.name, {
      key: goingOn ?? other?.key ?? own,
      inputs,
      ...(other ? { other } : {}),
      // What was trained on made-up data stays made up, however real the data of the phases after it is.
      simulated:
        datasets.some((dataset) => dataset.simulated) || before.some((name) => keys.get(name)!.simulated),
    });
  }
  return keys;
}

/** The key of numbers computed from wires over a split: evaluations, rows of pictures. */
export function wiresKey(
  program: Program,
  what: {
    kind: 'evaluation' | 'wires';
    data: DataUse;
    wires: readonly Wire[];
    wanted: readonly WireId[];
    networks: readonly { name: string; from: string | null }[];
    count?: number;
  },
  phases: ReadonlyMap<string, { key: string; simulated: boolean }>,
  survey: Pick<Survey, 'datasets'> & { engine: { numerics: string } },
): Keyed {
  const dataset = survey.datasets.find(({ name }) => name === what.data.dataset)!;
  const from = unique(what.networks.flatMap((network) => network.from ?? []));
  // Architecture and initial values, for the networks that it calls.
  const networks = what.networks.map(({ name }) => {
    const network = program.networks.find((one) => one.name === name);
    return network && meaningOfNetwork(network);
  });
  const inputs = {
    fingerprint: hash({
      ...what,
      wires: meaningOfWires(what.wires),
      seed: program.seed,
      networks: [what.networks, networks],
    }),
    phases: byName(from.map((name) => [name, phases.get(name)!.key])),
    data: byName([[dataset.name, dataset.hash]]),
  };
  return {
    key: hash({ kind: what.kind, inputs, numerics: survey.engine.numerics }),
    inputs,
    simulated: dataset.simulated || from.some((name) => phases.get(name)!.simulated),
  };
}
