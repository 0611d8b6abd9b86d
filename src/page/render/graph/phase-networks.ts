import {
  hasTrainedWeight,
  weightsMovedBy,
  weightsTrainedBy,
  type Phase,
  type Program,
} from '../../../compiler/index.js';

export interface PhaseNetworks {
  /** Networks that it trains, whole or in part. */
  trains: string[];
  /** Networks that it does not train, and assigns to after updates. */
  assigned: string[];
  /** Networks whose weights it uses and does not change. */
  frozen: string[];
}

export function phaseNetworks(program: Program, phase: Phase): PhaseNetworks {
  const trained = weightsTrainedBy(phase);
  const used = program.networks.filter(({ name }) => phase.networks.some((one) => one.name === name));
  const isTrained = used.map((network) => hasTrainedWeight(network, trained));
  const moved = weightsMovedBy(phase);
  const isMoved = used.map((network, at) => isTrained[at]! || hasTrainedWeight(network, moved));
  return {
    assigned: used.filter((_, at) => isMoved[at] && !isTrained[at]).map(({ name }) => name),
    trains: used.filter((_, at) => isTrained[at]).map(({ name }) => name),
    // A network without weights has nothing to freeze.
    frozen: used.filter(({ weights }, at) => !isMoved[at] && weights.length > 0).map(({ name }) => name),
  };
}
