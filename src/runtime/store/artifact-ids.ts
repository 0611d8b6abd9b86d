/**
 * Names of artifacts and checkpoints in the store: a key, and the engines that made what is there. A key does not depend
 * on the engine, so that the results of all engines for it are found by listing.
 */
import type { Artifact } from './artifact-description.js';

/** Whose results count: one engine's alone, or any engine's, this one's first. */
export interface EngineChoice {
  engine: string;
  only: boolean;
}

/** `KEY.onnx`; `KEY.onnx+tensorflow` for what several engines made in turn. */
export const storedName = (key: string, engines: readonly string[]): string =>
  `${key}.${[...new Set(engines)].join('+')}`;

/** The key of a name. */
export const keyOfName = (id: string): string => id.split('.', 1)[0]!;

/** The engines of a name, in the order in which they began. */
export const enginesOfName = (id: string): string[] => id.slice(id.indexOf('.') + 1).split('+');

/** The engines that made an artifact. */
export const enginesOfArtifact = ({ engine, engines }: Pick<Artifact, 'engine' | 'engines'>): string[] =>
  engines ? [...new Set(engines.map(({ name }) => name))] : [engine.name];

/** Artifacts of older formats were named by their keys alone. */
export const idOfArtifact = (artifact: Artifact, format: number): string =>
  format < 5 ? artifact.key : storedName(artifact.key, enginesOfArtifact(artifact));

/** Those whose results count, with the chosen engine's own first. */
export const chosenNames = (ids: readonly string[], { engine, only }: EngineChoice): string[] => {
  const own = ids.filter((id) => enginesOfName(id).join() === engine);
  return only ? own : [...own, ...ids.filter((id) => !own.includes(id))];
};
