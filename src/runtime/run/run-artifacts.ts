/** The artifacts of a run's phases, of this format and of older ones. */
import type { PhaseResult, Program } from '../../compiler/index.js';
import { ownValue } from '../../records/index.js';
import type { EpochRecord } from '../api/index.js';
import type { StateTensor } from '../capture/index.js';
import {
  figureKeysOf,
  figuresOfArtifact,
  placeInArtifact,
  sourceHashes,
  withLaterFigures,
} from '../plan/index.js';
import {
  describedArtifact,
  findArtifact,
  hashOfTensors,
  readNetworkTensors,
  type Artifact,
  type Store,
} from '../store/index.js';
import { isFinished, type Manifest } from './manifest.js';
import { keptEpoch, tensorsHashOf } from './resolve-phase.js';
import { RunNotFoundError } from './run-not-found-error.js';

export function runArtifacts(store: Store, manifest: Manifest, program: Program) {
  const recordOf = (phase: string) => manifest.phases.find(({ name }) => name === phase);

  /** Its name in the store; null if the phase is not finished. */
  function artifact(phase: string): string | null {
    const record = recordOf(phase);
    if (!record || !isFinished(record.status)) return null;
    return record.artifact ?? record.key;
  }

  /** A network's weights by name, as a phase left them. */
  async function tensors({ phase, network }: PhaseResult): Promise<Map<string, StateTensor>> {
    const { weights } = program.networks.find(({ name }) => name === network)!;
    const at = placeInArtifact(program, { phase, network });
    return readNetworkTensors(store, artifact(phase)!, [{ at, weights }]);
  }

  async function tensorsHash(result: PhaseResult): Promise<string> {
    const id = artifact(result.phase);
    const described = id === null ? null : await describedArtifact(store, id);
    if (described) return tensorsHashOf(program, new Map([[result.phase, { artifact: described }]]), result)!;
    return hashOfTensors([...(await tensors(result)).values()]);
  }

  /** Epochs of a phase, with the figures and names that its graph had in this run. */
  async function history(phase: string): Promise<EpochRecord[]> {
    const id = artifact(phase);
    const found = id === null ? null : await findArtifact(store, id);
    if (found?.status === 'corrupt') {
      throw new RunNotFoundError(
        `What ${phase} left in the store is broken (${found.problem}). Run its graph again.`,
      );
    }
    if (found?.status !== 'found') return [];
    return manifest.sources ? figuresOf(phase, found.artifact) : found.artifact.epochs;
  }

  async function figuresOf(name: string, found: Artifact): Promise<EpochRecord[]> {
    const phase = program.phases.find((one) => one.name === name)!;
    const hashes = new Map<string, string>();
    for (const result of Object.values(phase.fingerprint.figureParents).flat())
      hashes.set(resultText(result), await tensorsHash(result));
    const keys = figureKeysOf(
      phase,
      sourceHashes(manifest.sources!),
      (result) => hashes.get(resultText(result)) ?? null,
    );
    const { later, ...recorded } = figuresOfArtifact(found, keys);
    const { metrics } = recordOf(name)!;
    const computed = later.flatMap((figure) => {
      const value = ownValue(metrics, figure.name);
      return value === undefined ? [] : [[figure.name, value] as const];
    });
    return withLaterFigures(recorded, keptEpoch(found), new Map(computed)).history;
  }

  return { artifact, tensors, tensorsHash, history };
}

const resultText = ({ phase, network }: PhaseResult): string => JSON.stringify([phase, network]);
