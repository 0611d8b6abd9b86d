/** A bare weight among the nodes of a network computes and is trained as one that is a network of its own. */
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { trainingStep } from '../../../src/runtime/capture/index.js';
import type { Engine } from '../../../src/runtime/engines/index.js';
import { randomStream } from '../../../src/runtime/random-streams/index.js';
import { scheduledScalars } from '../../../src/runtime/trainer/scalar-schedules.js';
import { engines } from '../../support/engines-under-test.js';
import { noNotice } from '../../support/fail-on-notice.js';
import { startingState } from '../../support/starting-state.js';

const BATCH = 4;
const graph = (networks: string, value: string, train: string) => `lagraph: 1
data: {digits: {source: idx, images: images.idx, labels: labels.idx, size: [2, 2], classes: 3}}
networks:
${networks}
plan:
  fit:
    train: ${train}
    on: {data: digits, batch_size: ${BATCH}}
    loss: mean_squared_error(label, ${value})
    optimizer: {Adam: 0.05}
`;
const NODES = `  adapted:
    input: [4]
    nodes:
      dense: {Dense: 3}
      down: {weights: [4, 2]}
      up: {weights: [2, 3]}
      scale: {weights: [], initializer: ones}
      out: scale * dense + matmul(matmul(input, down), up)
    outputs: out`;
const APART = `  adapted: {input: [4], layers: [{Dense: {units: 3}, name: dense}]}
  down: {weights: [4, 2]}
  up: {weights: [2, 3]}
  scale: {weights: [], initializer: ones}`;
const within = graph(NODES, 'adapted(flatten(image))', 'adapted');
const apart = graph(
  APART,
  'scale * adapted(flatten(image)) + matmul(matmul(flatten(image), down), up)',
  '[adapted, down, up, scale]',
);

const numbers = (name: string, size: number): Float32Array => {
  const values = new Float32Array(size);
  randomStream(3, name).uniform(0, values);
  return values.map((value) => value - 0.5);
};

async function trained(engine: Engine, text: string): Promise<Record<string, number[]>> {
  const program = compile(text);
  const phase = program.phases[0]!;
  const state = startingState(program, phase);
  // `adapted/down` in one graph is `down` in the other.
  const plain = (name: string) => name.replace(/^adapted\/(?=(?:down|up|scale)$)/, '');
  for (const weight of program.networks.flatMap(({ weights }) => weights)) {
    const { data, shape } = state.get(weight.name)!;
    state.set(weight.name, { shape, data: numbers(plain(weight.name), data.length) });
  }
  const session = await engine.open({ threads: 1, notice: noNotice });
  try {
    await session.write(state);
    const prepared = await session.prepare(await trainingStep(program, phase, BATCH));
    for (let step = 0; step < 5; step++) {
      const label = new Float32Array(BATCH * 3);
      for (let at = 0; at < BATCH; at++) label[at * 3 + ((at + step) % 3)] = 1;
      await prepared.run({
        image: numbers(`image${step}`, BATCH * 4),
        label,
        ...scheduledScalars(phase, step, 5),
      });
    }
    const end = await session.read();
    return Object.fromEntries(
      phase.updates[0]!.weights.map((name) => [plain(name), [...end.get(name)!.data]]).sort(),
    ) as Record<string, number[]>;
  } finally {
    await session.close();
  }
}

describe.each(engines)('on %s', (_, engine) => {
  it('is trained as a network of its own is', async () => {
    const [one, other] = [await trained(engine, within), await trained(engine, apart)];
    expect(Object.keys(one)).toEqual(['adapted/dense/bias', 'adapted/dense/kernel', 'down', 'scale', 'up']);
    for (const [name, values] of Object.entries(one)) {
      expect(values.some((value, at) => value !== numbers(name, values.length)[at])).toBe(true);
      values.forEach((value, at) => expect(value, name).toBeCloseTo(other[name]![at]!, 5));
    }
  });
});
