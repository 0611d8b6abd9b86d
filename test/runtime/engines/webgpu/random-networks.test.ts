/** Random networks on the webgpu engine: outputs at rest, three training steps, every weight and slot, as the oracle has them. */
import { describe, expect, it } from 'vitest';
import { onnxEngine, tfjsEngine } from '../../../../src/runtime/engines/index.js';
import { webgpuEngine } from '../../../../src/runtime/engines/webgpu/index.js';
import { coveringSeeds } from '../../../support/covering-networks.js';
import { noWebgpu } from '../../../support/find-webgpu.js';
import { multiples, prepareTask, randomTask, takeSteps } from '../../../support/random-networks.js';
import { rounds } from '../../../support/rounds.js';

/**
 * Accepted multiple of the difference that rounding explains. The device adds in other orders than processors do: the largest
 * that was seen is 45. A wrong gradient gives hundreds and more.
 */
const MOST = 100;
/** How often the state is perturbed where three times don't explain a difference. */
const MORE_TIMES = 30;

/** As few as have every layer, loss and optimizer: software is slow. */
const seeds = noWebgpu ? [] : coveringSeeds(rounds(1));

describe.skipIf(noWebgpu)('the webgpu engine computes what the oracle does', () => {
  it.each(seeds)(
    'on the random network %i',
    async (seed) => {
      const prepared = prepareTask(randomTask(seed));
      const should = await takeSteps(tfjsEngine(), prepared);
      const is = await takeSteps(await webgpuEngine(), prepared);
      const far = async (shakes: number) => {
        const { numbers: still, moved } = await takeSteps(onnxEngine(), prepared, shakes);
        return multiples(is.numbers, should.numbers, { still, moved }).filter(
          ({ multiple }) => !(multiple < MOST),
        );
      };
      const few = await far(3);
      expect(few.length === 0 ? [] : await far(MORE_TIMES)).toEqual([]);
    },
    180_000,
  );
});
