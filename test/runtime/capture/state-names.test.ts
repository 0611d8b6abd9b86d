/** State between steps goes by names, in sessions and in checkpoints: no two things may share one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import {
  bestWeightStateName,
  counterStateName,
  slotStateName,
  declareState,
  trainingStep,
  weightOfBestStateName,
} from '../../../src/runtime/capture/index.js';

/** Names that a graph may give, and more: of parts that are names of slots, counters and separators themselves. */
const name = fc
  .array(
    fc.constantFrom(
      'm',
      'v',
      'enc',
      'kernel',
      'momentum',
      'slot',
      'counter',
      'best',
      '/',
      '.',
      '_',
      '%',
      '@',
    ),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((parts) => parts.join(''));
/** A weight's name begins as names of a graph do. */
const weight = fc
  .tuple(fc.constantFrom('m', 'enc', 'kernel', '_'), fc.option(name))
  .map(([first, rest]) => (rest === null ? first : `${first}${rest}`));

const thing = fc.oneof(
  fc.record({ kind: fc.constant('weight' as const), weight }),
  fc.record({ kind: fc.constant('best' as const), weight }),
  fc.record({ kind: fc.constant('counter' as const), update: name }),
  fc.record({ kind: fc.constant('slot' as const), update: name, slot: name, weight }),
);
type Thing = typeof thing extends fc.Arbitrary<infer T> ? T : never;

function nameOf(one: Thing): string {
  switch (one.kind) {
    case 'weight':
      return one.weight;
    case 'best':
      return bestWeightStateName(one.weight);
    case 'counter':
      return counterStateName(one.update);
    case 'slot':
      return slotStateName(one.update, one.slot, one.weight);
  }
}

describe('names of state', () => {
  it('are the same for the same things alone', () => {
    fc.assert(
      fc.property(fc.array(thing, { minLength: 2, maxLength: 40 }), (things) => {
        const different = new Set(things.map((one) => JSON.stringify(one)));
        expect(new Set(things.map(nameOf)).size).toBe(different.size);
        for (const one of things)
          expect(weightOfBestStateName(nameOf(one))).toBe(one.kind === 'best' ? one.weight : undefined);
      }),
      { numRuns: 1000 },
    );
  });

  it('keep a weight apart from the slot of an update that is called as its network and layer are', () => {
    const program = compile(`lagraph: 1
data: {d: {source: mnist}}
networks:
  enc: {input: [28, 28, 1], layers: [Flatten, {Dense: 3, name: momentum}]}
  kernel: {weights: [784, 3]}
plan:
  enc:
    train: [enc, kernel]
    on: d
    loss: mean(square(enc(image))) + mean(square(kernel))
    optimizer: {Adam: 0.01}
`);
    const phase = program.phases[0]!;
    const names = declareState(program, phase).map(({ name: one }) => one);
    expect(names).toContain('enc/momentum/kernel');
    expect(new Set(names).size).toBe(names.length);
    const step = trainingStep(program, phase, 4);
    const written = step.outputs.flatMap((one) => (one.kind === 'state' ? [one.name] : []));
    expect(written.sort()).toEqual([...names].sort());
  });
});
