/** Queues of the examples of the last batches: what is assigned has shapes of which a whole batch is a part. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { trainingStep } from '../../../src/runtime/capture/index.js';
import { tfjsEngine, type Engine } from '../../../src/runtime/engines/index.js';
import { scheduledScalars } from '../../../src/runtime/trainer/scalar-schedules.js';
import { engines } from '../../support/engines-under-test.js';
import { noNotice } from '../../support/fail-on-notice.js';
import { startingState } from '../../support/starting-state.js';

const BATCH = 4;
const SIDE = 3;

const graph = (value: string, rows: number) => `lagraph: 1
data: {digits: {source: idx, images: images.idx, labels: labels.idx, size: [${SIDE}, 1], classes: 3}}
networks:
  encoder: {input: [${SIDE}, 1, 1], layers: [Flatten, {Dense: 2}]}
  memory: {weights: [${rows}, ${SIDE}], initializer: zeros}
plan:
  learn:
    train: encoder
    on: {data: digits, batch_size: ${BATCH}}
    wires: {keys: 2 * flatten(image)}
    loss: mean(square(encoder(image)))
    optimizer: {SGD: 0.1}
    after_update: {assign: {memory: "${value}"}}
`;

/** Numbers of an example: all are different. */
const example = (number: number) => Array.from({ length: SIDE }, (_, at) => number + at / 10);
const doubled = (numbers: readonly number[]) => numbers.flatMap((one) => example(one).map((x) => 2 * x));

/** What is remembered after batches of these sizes; examples are numbered from 1. */
async function remembered(engine: Engine, value: string, rows: number, sizes: readonly number[]) {
  const program = compile(graph(value, rows));
  const phase = program.phases[0]!;
  const session = await engine.open({ threads: 1, notice: noNotice });
  try {
    await session.write(startingState(program, phase));
    let next = 1;
    for (const [number, size] of sizes.entries()) {
      const prepared = await session.prepare(trainingStep(program, phase, size));
      const examples = Array.from({ length: size }, () => next++);
      await prepared.run({
        image: Float32Array.from(examples.flatMap(example)),
        ...scheduledScalars(phase, number, sizes.length),
      });
    }
    return [...(await session.read()).get('memory')!.data];
  } finally {
    await session.close();
  }
}

const zeros = (rows: number) => new Array<number>(rows * SIDE).fill(0);

describe.each([['tfjs', tfjsEngine()] as const, ...engines])('on the engine %s', (_name, engine) => {
  it.each<[string, number, number[], number[]]>([
    ['concat(keys, memory[0:2], axis=0)', 6, [BATCH], [...doubled([1, 2, 3, 4]), ...zeros(2)]],
    ['concat(keys, memory[0:2], axis=0)', 6, [BATCH, BATCH], doubled([5, 6, 7, 8, 1, 2])],
    ['concat(memory, keys, axis=0)[-6:]', 6, [BATCH, BATCH], doubled([3, 4, 5, 6, 7, 8])],
    // A smaller batch is not taken in.
    ['concat(keys, memory[0:2], axis=0)', 6, [BATCH, 3, BATCH], doubled([8, 9, 10, 11, 1, 2])],
    ['keys', BATCH, [BATCH, BATCH, 1], doubled([5, 6, 7, 8])],
    ['0.5 * memory + keys', BATCH, [BATCH], doubled([1, 2, 3, 4])],
  ])('%s of %i rows after %j', async (value, rows, sizes, expected) => {
    const found = await remembered(engine, value, rows, sizes);
    expect(found).toHaveLength(expected.length);
    found.forEach((one, at) => expect(one).toBeCloseTo(expected[at]!, 5));
  });
});
