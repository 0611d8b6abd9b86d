/** Instructions write to nothing but the buffers that they say they write to. */
import { describe, expect, it } from 'vitest';
import { onednnEngine } from '../../../../src/runtime/engines/onednn/index.js';
import { aligned } from '../../../../src/runtime/engines/onednn/memory/index.js';
import { noOnednn } from '../../../support/find-onednn.js';
import { prepareTask, randomTask, takeSteps } from '../../../support/random-networks.js';
import { rounds } from '../../../support/rounds.js';

/** Of the random networks. */
const SEEDS = Array.from({ length: rounds(15) }, (_, at) => 30 + at);

describe.skipIf(noOnednn)('the instructions of a step', () => {
  it.each(SEEDS)('write where they say, and nowhere else: random network %i', async (seed) => {
    const strays: string[] = [];
    const engine = onednnEngine({
      observe({ name, scope, writes }, run, { all, placeOf, scratchpad }) {
        const before = all.slice();
        run();
        // Vectors may reach beyond the last number, into what is left free behind every buffer.
        for (const buffer of [...writes, scratchpad]) {
          const at = placeOf(buffer);
          before.set(all.subarray(at, at + aligned(buffer.bytes)), at);
        }
        if (Buffer.compare(before, all) !== 0) strays.push(`${name} in ${scope}`);
      },
    });
    await takeSteps(engine, prepareTask(randomTask(seed)));
    expect([...new Set(strays)]).toEqual([]);
  });
});
