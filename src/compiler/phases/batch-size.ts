import type { Network } from '../program.js';
import { bytesText, LARGE_BATCH, numbersIn } from '../too-large.js';
import type { World } from '../world.js';
import type { Draft } from './draft.js';

/** Warns of batches whose largest value takes more memory than most machines have. */
export function batchWarnings(world: World): (draft: Draft, batchSize: number) => void {
  const known = new Map<Network, { numbers: number; name: string }>();
  const largestIn = (network: Network) => {
    const found = known.get(network) ?? largest(network);
    known.set(network, found);
    return found;
  };
  return ({ entry, networks, step }, batchSize) => {
    const inNetworks = networks.map((name) => largestIn(world.networks.get(name)!));
    const own = step.wires.map(({ type }) => ({ numbers: numbersIn(type.shape), name: 'a value' }));
    let most = { numbers: 0, name: '' };
    for (const one of [...inNetworks, ...own]) if (one.numbers > most.numbers) most = one;
    if (!(most.numbers * batchSize > LARGE_BATCH) || !Number.isFinite(batchSize)) return;
    world.report({
      code: 'too-large',
      severity: 'warning',
      message: `${most.name} of a batch of ${batchSize.toLocaleString('en')} takes ${bytesText(most.numbers * batchSize)}`,
      range: entry.batchSize?.range ?? entry.name.range,
      help: 'a smaller batch_size takes less',
    });
  };
}

function largest(network: Network): { numbers: number; name: string } {
  let most = { numbers: 0, name: '' };
  for (const wire of network.wires) {
    const numbers = numbersIn(wire.type.shape);
    const name = `\`${network.name}${wire.op === 'layer' ? `/${wire.name}` : ''}\``;
    if (numbers > most.numbers) most = { numbers, name };
  }
  return most;
}
