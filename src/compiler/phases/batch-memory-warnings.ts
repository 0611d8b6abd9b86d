import type { Network } from '../program.js';
import { bytesText, LARGE_BATCH } from '../size-limits.js';
import type { CompileContext } from '../compile-context.js';
import type { PhaseDraft } from './draft-phase.js';
import { shapeSize } from '../../vocabulary/index.js';

/** Warns of batches whose largest value takes more memory than most machines have. */
export function createBatchMemoryWarner(
  context: CompileContext,
): (draft: PhaseDraft, batchSize: number) => void {
  const known = new Map<Network, { numbers: number; name: string }>();
  const largestIn = (network: Network) => {
    const found = known.get(network) ?? largestValue(network);
    known.set(network, found);
    return found;
  };
  return ({ entry, networks, step }, batchSize) => {
    const inNetworks = networks.map((name) => largestIn(context.networks.get(name)!));
    const own = step.wires.map(({ type }) => ({ numbers: shapeSize(type.shape), name: 'a value' }));
    let most = { numbers: 0, name: '' };
    for (const one of [...inNetworks, ...own]) if (one.numbers > most.numbers) most = one;
    if (!(most.numbers * batchSize > LARGE_BATCH) || !Number.isFinite(batchSize)) return;
    context.report({
      code: 'too-large',
      severity: 'warning',
      message: `${most.name} of a batch of ${batchSize.toLocaleString('en')} takes ${bytesText(most.numbers * batchSize)}`,
      range: entry.batchSize?.range ?? entry.classBatch?.range ?? entry.name.range,
      help: 'a smaller batch_size takes less',
    });
  };
}

function largestValue(network: Network): { numbers: number; name: string } {
  let most = { numbers: 0, name: '' };
  for (const wire of network.wires) {
    const numbers = shapeSize(wire.type.shape);
    const name = `\`${network.name}${wire.op === 'layer' ? `/${wire.name}` : ''}\``;
    if (numbers > most.numbers) most = { numbers, name };
  }
  return most;
}
