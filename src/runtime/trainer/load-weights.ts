/** Loads weights: initial values from random streams, or tensors of phases' artifacts. */
import type { Phase, Program, Weight } from '../../compiler/index.js';
import { initializers, shapeSize, type DrawSource } from '../../vocabulary/index.js';
import { networkByName } from '../capture/index.js';
import type { StateTensor } from '../engines/index.js';
import type { NetworkSource } from '../jobs/index.js';
import { idOfLoad, networkSource, weightsOfLoad, type NetworkLoad } from '../plan/index.js';
import { readNetworkTensors, type Store } from '../store/index.js';
import { randomStream } from '../random-streams/index.js';

export type StateDict = Map<string, StateTensor>;

/** Reads a weight's own stream sequentially. */
function weightDraws(seed: number, stream: string): DrawSource {
  const from = randomStream(seed, `init/${stream}`);
  let position = 0;
  const next = (n: number, fill: (position: number, out: Float32Array) => void) => {
    const out = new Float32Array(n);
    fill(position, out);
    position += n;
    return out;
  };
  return {
    uniform: (n) => next(n, (at, out) => from.uniform(at, out)),
    normal: (n) => next(n, (at, out) => from.normal(at, out)),
  };
}

function initialWeight(seed: number, weight: Weight): StateTensor {
  const initializer = initializers.get(weight.initializer.name);
  if (!initializer) throw new Error(`there is no initializer named ${weight.initializer.name}`);
  const data = initializer.fill(weight.shape, weight.initializer.args, weightDraws(seed, weight.stream));
  if (weight.ones) data.fill(1, ...weight.ones);
  return { shape: weight.shape, data };
}

/** A network's initial weights, each drawn from a stream of its own. */
export function initialWeights(program: Program, name: string): StateDict {
  return new Map(
    networkByName(program, name).weights.map((weight) => [weight.name, initialWeight(program.seed, weight)]),
  );
}

/** What a network begins with: what it takes from a file, and its initial values for the rest. */
async function firstWeights(program: Program, store: Store, name: string): Promise<StateDict> {
  const network = networkByName(program, name);
  const state: StateDict = network.load?.isWhole ? new Map() : initialWeights(program, name);
  if (network.load)
    for (const [weight, tensor] of await loadedWeights(store, { network, load: network.load }))
      state.set(weight, tensor);
  return state;
}

/** What a network takes from a file with weights, as the store keeps it. */
const loadedWeights = (store: Store, from: NetworkLoad): Promise<StateDict> =>
  readNetworkTensors(store, idOfLoad(from.load), [{ at: 0, weights: weightsOfLoad(from) }]);

/** Weights of networks, each from an artifact or, without one, its initial values. */
export async function loadWeights(
  program: Program,
  store: Store,
  networks: readonly NetworkSource[],
): Promise<StateDict> {
  const state: StateDict = new Map();
  const byArtifact = new Map<string, { at: number | null; weights: Weight[] }[]>();
  for (const { name, artifact, at } of networks) {
    const { weights } = networkByName(program, name);
    if (artifact !== null) byArtifact.set(artifact, [...(byArtifact.get(artifact) ?? []), { at, weights }]);
    else for (const [weight, tensor] of await firstWeights(program, store, name)) state.set(weight, tensor);
  }
  for (const [artifact, wanted] of byArtifact) {
    for (const [name, tensor] of await readNetworkTensors(store, artifact, wanted)) state.set(name, tensor);
  }
  return state;
}

/**
 * Starting weights of a phase: those of its networks, overwritten by what `start` copies.
 *
 * @param artifacts names in the store of the artifacts of earlier phases
 */
export async function startingWeights(
  program: Program,
  phase: Phase,
  store: Store,
  artifacts: Readonly<Record<string, string>>,
): Promise<StateDict> {
  const sourceOf = (network: { name: string; from: string | null }) =>
    networkSource(program, network, (from) => artifacts[from]!);
  const state = await loadWeights(program, store, phase.networks.map(sourceOf));
  for (const { network: name, of, from, load } of phase.start) {
    const network = networkByName(program, name);
    if (load) {
      for (const [weight, tensor] of await loadedWeights(store, { network, load })) state.set(weight, tensor);
      continue;
    }
    const given = await loadWeights(program, store, [sourceOf({ name: of, from })]);
    const theirs = networkByName(program, of).weights;
    network.weights.forEach((weight, i) => {
      const tensor = given.get(theirs[i]?.name ?? '');
      if (!tensor || tensor.data.length !== shapeSize(weight.shape)) {
        throw new Error(`${of} does not have the weights of ${name}`);
      }
      state.set(weight.name, { shape: weight.shape, data: tensor.data });
    });
  }
  return state;
}

const bytesEqual = (a: Float32Array, b: Float32Array) =>
  a.byteLength === b.byteLength &&
  Buffer.compare(
    new Uint8Array(a.buffer, a.byteOffset, a.byteLength),
    new Uint8Array(b.buffer, b.byteOffset, b.byteLength),
  ) === 0;

/** Names of tensors whose bytes have changed. */
export function changedTensors(names: Iterable<string>, before: StateDict, after: StateDict): string[] {
  return [...names].filter((name) => {
    const [old, now] = [before.get(name), after.get(name)];
    return old && now && !bytesEqual(old.data, now.data);
  });
}
