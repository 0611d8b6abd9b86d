/**
 * Names of state in checkpoints: by the places of networks, weights and updates instead of their names, so that a
 * training goes on after something in its graph has been renamed.
 */
import type { Phase, Program } from '../../compiler/index.js';
import { bestWeightStateName, declareState, weightOfBestStateName } from '../capture/index.js';
import type { StateTensor } from '../engines/index.js';
import type { StateDict } from './load-weights.js';

export interface CheckpointNames {
  /** State under the names that it has in a checkpoint. */
  toPlaces(state: StateDict): StateDict;
  /** State of a checkpoint under its present names. What the phase has no place for keeps its name. */
  toNames(tensors: ReadonlyMap<string, StateTensor>): StateDict;
}

export function checkpointNames(program: Program, phase: Phase): CheckpointNames {
  const declared = declareState(program, phase);
  const places = new Map(declared.map(({ name, place }) => [name, place]));
  const names = new Map(declared.map(({ name, place }) => [place, name]));
  const renamed = (state: ReadonlyMap<string, StateTensor>, by: ReadonlyMap<string, string>): StateDict =>
    new Map(
      [...state].map(([name, tensor]) => {
        const best = weightOfBestStateName(name);
        const own = by.get(best ?? name) ?? best ?? name;
        return [best === undefined ? own : bestWeightStateName(own), tensor];
      }),
    );
  return { toPlaces: (state) => renamed(state, places), toNames: (state) => renamed(state, names) };
}
