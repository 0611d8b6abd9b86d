/** Figures of all examples together, held to Keras, scikit-learn and SciPy: test/keras/totals.py. */
import { readFileSync } from 'node:fs';
import '@tensorflow/tfjs-backend-cpu';
import { describe, expect, it } from 'vitest';
import { functions, type ResolvedArguments } from '../../src/vocabulary/index.js';
import { filled, functionNamed, functionProgram, outputOf, run } from './run-function.js';

interface Case {
  function: string;
  options: ResolvedArguments;
  inputs: { shape: number[]; data: number[] }[];
  value: number;
}

const cases = JSON.parse(
  readFileSync(new URL('../keras/totals.expected.json', import.meta.url), 'utf8'),
) as Case[];

/** The rows of all examples, computed in batches of a size; the last may be smaller. */
async function rowsOf(one: Case, batchSize: number): Promise<Float32Array> {
  const examples = one.inputs[0]!.shape[0]!;
  const parts: number[] = [];
  for (let start = 0; start < examples; start += batchSize) {
    const size = Math.min(batchSize, examples - start);
    const inputs = one.inputs.map(({ shape: [, ...sides], data }) => {
      const each = sides.reduce((product, side) => product * side, 1);
      return { shape: [size, ...sides], data: data.slice(start * each, (start + size) * each) };
    });
    const program = functionProgram(one.function, inputs, one.options, []);
    const feeds = inputs.map(({ data }, at) => [`x${at}`, Float32Array.from(data)] as const);
    parts.push(...(await run(program, Object.fromEntries(feeds))).y!);
  }
  return Float32Array.from(parts);
}

const title = (one: Case) =>
  `${one.function}(${one.inputs.map(({ shape }) => `[${shape}]`).join(', ')}) ${JSON.stringify(one.options)}`;

describe('figures of all examples together', () => {
  it('have a case each', () => {
    const all = [...functions.values()].filter(({ total }) => total).map(({ name }) => name);
    expect(all.filter((name) => !cases.some((one) => one.function === name))).toEqual([]);
    expect(all.length).toBeGreaterThan(8);
  });

  it.each(cases.map((one) => [title(one), one] as const))('%s', async (_title, one) => {
    const types = one.inputs.map(({ shape }) => ({
      shape: [null, ...shape.slice(1)],
      dtype: 'float32' as const,
    }));
    expect(outputOf(one.function, types, one.options)).toEqual({
      ok: true,
      value: { shape: [], dtype: 'float32' },
    });
    const { total, options } = functionNamed(one.function);
    const examples = one.inputs[0]!.shape[0]!;
    for (const batchSize of [examples, 8]) {
      const rows = await rowsOf(one, batchSize);
      expect(total!(rows, rows.length / examples, filled(options, one.options))).toBeCloseTo(one.value, 5);
    }
  });

  it('have no value where nothing can be told', () => {
    const value = (name: string, rows: number[], width: number) =>
      functionNamed(name).total!(Float32Array.from(rows), width, filled(functionNamed(name).options));
    // One class alone, a score that is no number, features that are not finite.
    expect(value('auc', [1, 0.5, 1, 1, 0.25, 1], 3)).toBeNaN();
    expect(value('auc', [1, NaN, 1, 0, 0.25, 1], 3)).toBeNaN();
    expect(value('frechet_distance', [1, 2, Infinity, 1, 1, 2, 3, 4], 4)).toBeNaN();
    expect(value('recall_at_k', [NaN, 1, 1, 1], 2)).toBeNaN();
    expect(value('f1_score', [0, 0, 0, 5], 4)).toBe(0);
  });
});
