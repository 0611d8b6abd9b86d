/**
 * Compares engines with the reference (tfjs) on random networks: outputs at rest, three training steps, every weight
 * and slot.
 */
import { describe, expect, it } from 'vitest';
import { onnxEngine, tfjsEngine, type Engine } from '../../../src/runtime/engines/index.js';
import { onednnEngine } from '../../../src/runtime/engines/onednn/index.js';
import { tensorflowEngine } from '../../../src/runtime/engines/tensorflow/index.js';
import { multiples, prepareTask, randomTask, takeSteps } from '../../support/random-networks.js';
import { noOnednn } from '../../support/find-onednn.js';
import { noTensorflow } from '../../support/find-tensorflow.js';

/**
 * Accepted multiple of the difference that rounding explains (see `multiples`). Over some hundred networks the
 * largest was 13, where the bias of a layer sums many terms that cancel; a wrong gradient gives hundreds and more.
 */
const MOST = 40;

const AT_A_TIME = 10;

/** How often the state is perturbed where three times don't explain a difference: a unit may be near its bend. */
const MORE_TIMES = 30;

/** Compares the engines on these networks. */
export function sameNetworks(seeds: readonly number[]): void {
  const others: (readonly [string, Engine])[] = [
    ['onnx, images plain', onnxEngine({ images: 'plain' })],
    ...(noOnednn ? [] : [['onednn', onednnEngine()] as const]),
    ...(noTensorflow ? [] : [['tensorflow', tensorflowEngine()] as const]),
  ];
  const [blocked, oracle] = [onnxEngine(), tfjsEngine()];

  const same = async (seed: number) => {
    const prepared = prepareTask(randomTask(seed));
    const should = await takeSteps(oracle, prepared);
    const first = await takeSteps(blocked, prepared, 3);
    const runs = [['onnx, images blocked', first] as const];
    for (const [name, engine] of others) runs.push([name, await takeSteps(engine, prepared)] as never);
    let shaken = first.moved;
    const farthest = (run: typeof first) =>
      multiples(run.numbers, should.numbers, { still: first.numbers, moved: shaken }).filter(
        ({ multiple }) => !(multiple < MOST),
      );
    for (const [engine, run] of runs) {
      expect(run.notices, `seed ${seed}, ${engine}`).toEqual([]);
      if (farthest(run).length > 0 && shaken === first.moved) {
        shaken = (await takeSteps(blocked, prepared, MORE_TIMES)).moved;
      }
      const wrong = farthest(run);
      expect(wrong, `seed ${seed}, ${engine}`).toEqual([]);
    }
  };

  const parts = Array.from({ length: Math.ceil(seeds.length / AT_A_TIME) }, (_, at) =>
    seeds.slice(at * AT_A_TIME, (at + 1) * AT_A_TIME),
  );
  describe('the engines compute the same on random networks', () => {
    it.each(parts.map((part) => [part.join(', '), part] as const))(
      'of the seeds %s',
      async (_, part) => {
        for (const seed of part) await same(seed);
      },
      180_000,
    );
  });
}
