/** Functions that Keras does not have, random draws, modified gradients, and rejected operands. */
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import type { ResolvedArguments } from '../../src/vocabulary/index.js';
import { functionProgram, outputOf, run, type } from './run-function.js';

const floats = (...numbers: number[]) => Float32Array.from(numbers);
const plain = (data: ArrayLike<number> | undefined) =>
  Array.from(data ?? [], (x) => Math.round(x * 1e5) / 1e5);

interface Given {
  shape: number[];
  data: Float32Array;
}

async function compute(
  name: string,
  inputs: Given[],
  shape: number[],
  {
    options = {},
    slopes,
    draws = {},
  }: {
    options?: ResolvedArguments;
    slopes?: Float32Array;
    draws?: Record<string, Float32Array | Int32Array>;
  } = {},
) {
  const program = functionProgram(name, inputs, options, shape, slopes !== undefined);
  return run(program, {
    ...Object.fromEntries(inputs.map(({ data }, at) => [`x${at}`, data])),
    ...(slopes ? { slopes } : {}),
    ...draws,
  });
}

describe('gradient control', () => {
  const x = { shape: [3], data: floats(1, -2, 3) };
  const y = { shape: [3], data: floats(0.1, 0.7, 1e-9) };
  const slopes = floats(1, 10, 100);

  it('stop_gradient leaves the value and no gradient', async () => {
    const found = await compute('stop_gradient', [x], [3], { slopes });
    expect(plain(found.y)).toEqual([1, -2, 3]);
    expect(found).not.toHaveProperty('gradient0');
  });

  it('reverse_gradient turns the sign round', async () => {
    const found = await compute('reverse_gradient', [x], [3], { slopes, options: { scale: 0.5 } });
    expect(plain(found.y)).toEqual([1, -2, 3]);
    expect(plain(found.gradient0)).toEqual([-0.5, -5, -50]);
  });

  it('straight_through gives the first value exactly, and gradients to the second alone', async () => {
    const found = await compute('straight_through', [x, y], [3], { slopes });
    expect(plain(found.y)).toEqual([1, -2, 3]);
    expect(found).not.toHaveProperty('gradient0');
    expect(plain(found.gradient1)).toEqual([1, 10, 100]);
  });

  it('comparisons and places have none, and break nothing', async () => {
    for (const name of ['greater', 'equal']) {
      expect(Object.keys(await compute(name, [x, y], [3], { slopes }))).toEqual(['y']);
    }
    const rows = { shape: [2, 2], data: floats(1, 2, 4, 3) };
    const found = await compute('argmax', [rows], [2], { slopes: floats(1, 1) });
    expect(Array.from(found.y ?? [])).toEqual([1, 0]);
  });
});

describe('losses that link latent spaces', () => {
  it('kl_normal is the divergence from the standard normal distribution', async () => {
    const mean = { shape: [2, 2], data: floats(0, 0, 1, -2) };
    const logVar = { shape: [2, 2], data: floats(0, 0, Math.log(2), Math.log(0.5)) };
    const found = await compute('kl_normal', [mean, logVar], [2], { slopes: floats(1, 1) });
    expect(plain(found.y)).toEqual([0, plain([0.5 * (1 + 4 + 2 + 0.5 - 2)])[0]]);
    expect(plain(found.gradient0)).toEqual([0, 0, 1, -2]);
    expect(plain(found.gradient1)).toEqual([0, 0, 0.5, -0.25]);
  });

  it('contrastive is the crossentropy of each row with its place', async () => {
    const logits = { shape: [2, 2], data: floats(2, 0, 1, 1) };
    const found = await compute('contrastive', [logits], [2], { slopes: floats(1, 1) });
    const other = 1 / (1 + Math.exp(2));
    expect(plain(found.y)).toEqual(plain([Math.log(1 + Math.exp(-2)), Math.log(2)]));
    expect(plain(found.gradient0)).toEqual(plain([-other, other, 0.5, -0.5]));
  });

  it('nearest takes the nearest row, and gradients go to that row', async () => {
    const codebook = { shape: [3, 2], data: floats(0, 0, 1, 1, 5, 5) };
    const x = { shape: [2, 2], data: floats(0.9, 0.8, 9, 1) };
    const found = await compute('nearest', [codebook, x], [2, 2], { slopes: floats(1, 2, 3, 4) });
    expect(plain(found.y)).toEqual([1, 1, 5, 5]);
    expect(plain(found.gradient0)).toEqual([0, 0, 1, 2, 3, 4]);
    expect(found).not.toHaveProperty('gradient1');
  });
});

describe('draws', () => {
  it('normal and uniform take the shape that they are given', async () => {
    expect(outputOf('normal', [], { shape: [-1, 2] })).toEqual({ ok: true, value: type('batch', 2) });
    const draws = { draw0: floats(0, 1, -1, 2) };
    const normal = await compute('normal', [], [2, 2], { options: { mean: 0.5, stddev: 2 }, draws });
    expect(plain(normal.y)).toEqual([0.5, 2.5, -1.5, 4.5]);
    const uniform = await compute('uniform', [], [2, 2], {
      options: { minval: -1, maxval: 3 },
      draws: { draw0: floats(0, 0.25, 0.5, 0.75) },
    });
    expect(plain(uniform.y)).toEqual([-1, 0, 1, 2]);
  });

  it('normal_like has the shape of its tensor', async () => {
    expect(outputOf('normal_like', [type('batch', 7)])).toEqual({ ok: true, value: type('batch', 7) });
    const x = { shape: [2], data: floats(5, 5) };
    const found = await compute('normal_like', [x], [2], { draws: { draw0: floats(1, 2) } });
    expect(plain(found.y)).toEqual([1, 2]);
  });

  it('shuffle_batch moves examples as a whole', async () => {
    const x = { shape: [3, 2], data: floats(1, 2, 3, 4, 5, 6) };
    const draws = { draw0: Int32Array.of(2, 0, 1) };
    const found = await compute('shuffle_batch', [x], [3, 2], { draws });
    expect(plain(found.y)).toEqual([5, 6, 1, 2, 3, 4]);
  });

  it('permutation is one order for several values', async () => {
    expect(outputOf('permutation', [type('batch', 2)])).toEqual({
      ok: true,
      value: { shape: [null], dtype: 'int32' },
    });
    expect(outputOf('take', [type('batch', 2), { shape: [null], dtype: 'int32' }])).toEqual({
      ok: true,
      value: type('batch', 2),
    });
  });

  it('sliced_wasserstein sorts the projections of both batches', async () => {
    const a = { shape: [3, 2], data: floats(0, 0, 2, 1, 1, 5) };
    const b = { shape: [3, 2], data: floats(1, 2, 0, 3, 4, 1) };
    const draws = { draw0: floats(2, 0, 0, 0.5) };
    const slopes = floats(1);
    const found = await compute('sliced_wasserstein', [a, b], [], {
      options: { projections: 2 },
      draws,
      slopes,
    });
    // On the first axis 0, 1, 2 and 0, 1, 4; on the second 0, 1, 5 and 1, 2, 3.
    expect(plain(found.y)).toEqual(plain([(4 + 1 + 1 + 4) / 6]));
    expect(plain(found.gradient0)).toEqual(plain([0, -2 / 6, -4 / 6, -2 / 6, 0, 4 / 6]));
  });
});

describe('shapes', () => {
  it('a number stands for a whole tensor of it', async () => {
    expect(outputOf('sigmoid_crossentropy', [type(), type('batch', 1)])).toEqual({
      ok: true,
      value: type('batch'),
    });
    const one = { shape: [], data: floats(1) };
    const logits = { shape: [2, 1], data: floats(0, 0) };
    const found = await compute('sigmoid_crossentropy', [one, logits], [2]);
    expect(plain(found.y)).toEqual(plain([Math.LN2, Math.LN2]));
  });

  it('a column and a row of the batch make all examples by all, as in NumPy', async () => {
    const square = { ok: true, value: type('batch', 'batch') };
    expect(outputOf('add', [type('batch', 1), type(1, 'batch')])).toEqual(square);
    expect(outputOf('subtract', [type('batch', 1, 7), type(1, 'batch', 7)])).toEqual({
      ok: true,
      value: type('batch', 'batch', 7),
    });
    expect(outputOf('equal', [type(1, 'batch'), type('batch', 1)]).ok).toBe(true);
    expect(outputOf('add', [type('batch', 'batch'), type('batch', 1)])).toEqual(square);
    expect(outputOf('expand_dims', [type('batch', 7)], { axis: 0 })).toEqual({
      ok: true,
      value: type(1, 'batch', 7),
    });
    expect(outputOf('stack', [type('batch'), type('batch')], { axis: 0 })).toEqual({
      ok: true,
      value: type(2, 'batch'),
    });
    expect(outputOf('normal', [], { shape: [-1, -1] })).toEqual(square);
    const column = { shape: [3, 1], data: floats(1, 2, 3) };
    const row = { shape: [1, 3], data: floats(10, 20, 30) };
    expect(plain((await compute('add', [column, row], [3, 3])).y)).toEqual([
      11, 21, 31, 12, 22, 32, 13, 23, 33,
    ]);
  });

  it('reductions leave the batch, and nothing where there is none', async () => {
    expect(outputOf('sum', [type('batch', 3, 4)])).toEqual({ ok: true, value: type('batch') });
    expect(outputOf('sum', [type(3, 4)])).toEqual({ ok: true, value: type() });
    const x = { shape: [2, 2], data: floats(1, 2, 3, 4) };
    expect(plain((await compute('sum', [x], [2])).y)).toEqual([3, 7]);
    expect(plain((await compute('sum', [x], [])).y)).toEqual([10]);
    expect(plain((await compute('sum', [x], [2, 1], { options: { keepdims: true } })).y)).toEqual([3, 7]);
    expect(plain((await compute('sum', [x], [1, 1], { options: { keepdims: true } })).y)).toEqual([10]);
  });

  it.each<[string, Parameters<typeof type>[], ResolvedArguments, string]>([
    [
      'add',
      [
        ['batch', 3],
        ['batch', 4],
      ],
      {},
      '[batch, 3] and [batch, 4]',
    ],
    ['multiply', [['batch'], ['batch', 1]], {}, '[batch] and [batch, 1]'],
    ['add', [['batch'], ['batch', 10]], {}, '[batch] and [batch, 10]'],
    [
      'mean_squared_error',
      [
        ['batch', 8],
        ['batch', 4],
      ],
      {},
      '[batch, 8] and [batch, 4]',
    ],
    ['categorical_crossentropy', [['batch'], ['batch', 4]], {}, '[batch] and [batch, 4]'],
    [
      'sparse_categorical_crossentropy',
      [
        ['batch', 3],
        ['batch', 4],
      ],
      {},
      '[batch, 3] and [batch, 4]',
    ],
    [
      'accuracy',
      [
        ['batch', 3, 6],
        ['batch', 10],
      ],
      {},
      '[batch, 3, 6] and [batch, 10]',
    ],
    [
      'kl_normal',
      [
        ['batch', 2],
        ['batch', 3],
      ],
      {},
      '[batch, 2] and [batch, 3]',
    ],
    [
      'matmul',
      [
        ['batch', 3],
        ['batch', 3],
      ],
      {},
      '[batch, 3] with [batch, 3]',
    ],
    [
      'concat',
      [
        ['batch', 3, 2],
        ['batch', 4, 3],
      ],
      {},
      '[batch, 3, 2] and [batch, 4, 3]',
    ],
    ['flatten', [['batch', 'batch']], {}, '[batch, batch]'],
    ['reshape', [[1, 'batch']], { target_shape: [-1] }, '[1, batch]'],
    ['contrastive', [['batch', 3]], {}, '[batch, 3]'],
    ['reshape', [['batch', 6]], { target_shape: [4] }, '[batch, 6]'],
    ['sum', [['batch', 6]], { axis: 2 }, '[batch, 6]'],
    ['shuffle_batch', [[3]], {}, '[3]'],
    ['clip', [['batch']], { x_min: 1, x_max: 0 }, '1'],
  ])('%s of %j with %j is refused, and its shapes are shown', (name, shapes, options, shown) => {
    const answer = outputOf(
      name,
      shapes.map((shape) => type(...shape)),
      options,
    );
    expect(answer.ok).toBe(false);
    expect(answer.ok ? '' : answer.problem).toContain(shown);
  });

  it('where needs a truth value', () => {
    const x = type('batch');
    expect(outputOf('where', [x, x, x]).ok).toBe(false);
    expect(outputOf('where', [{ ...x, dtype: 'bool' }, x, x])).toEqual({ ok: true, value: x });
  });
});
