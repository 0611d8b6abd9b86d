/** Weights that a program takes from files of other programs, and where they are kept in the store. */
import type { LoadedWeights, Network, Program, Weight } from '../../compiler/index.js';
import { storedName } from '../store/index.js';
import { hashKey } from './artifact-keys.js';

/** A network, and what it takes from a file: where it is declared, or at the start of a phase. */
export interface NetworkLoad {
  network: Network;
  load: LoadedWeights;
}

export function loadsOfProgram({ networks, phases }: Program): NetworkLoad[] {
  const byName = new Map(networks.map((network) => [network.name, network]));
  return [
    ...networks.flatMap((network) => (network.load ? [{ network, load: network.load }] : [])),
    ...phases.flatMap(({ start }) =>
      start.flatMap(({ network, load }) => (load ? [{ network: byName.get(network)!, load }] : [])),
    ),
  ];
}

/** The key of what is kept: the file's content, and what of it becomes which weight. */
export const keyOfLoad = ({ sha256, tensors }: LoadedWeights): string =>
  hashKey({ kind: 'weights', sha256, tensors });

/** The name in the store of what is kept: it is no engine's. */
export const idOfLoad = (load: LoadedWeights): string => storedName(keyOfLoad(load), ['file']);

/** The weights of a network that come from a file, in the order in which they are kept. */
export const weightsOfLoad = ({ network, load }: NetworkLoad): Weight[] =>
  load.tensors.map(({ at }) => network.weights[at]!);
