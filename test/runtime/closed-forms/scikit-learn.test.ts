/** Closed forms compared with scikit-learn, SciPy and NumPy: test/scikit-learn/closed_forms.py. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clustered, distance, mapped, solved } from './closed-form-cases.js';

interface Ridge {
  l2: number;
  kernel: number[][];
  bias: number[];
  r2_score: number;
  mean_squared_error: number;
  plain_kernel: number[][];
}

const expected = JSON.parse(
  readFileSync(new URL('../../scikit-learn/closed_forms.expected.json', import.meta.url), 'utf8'),
) as {
  x: number[][];
  y: number[][];
  z: number[][];
  classes: number[];
  ridge_with_bias: Ridge;
  ridge_without_bias: Ridge;
  least_norm: number[][];
  procrustes: { raw: number[][]; centred: number[][]; scale: number };
  pca: { kernel: number[][]; bias: number[]; explained_variance: number[]; ratio: number; loss: number };
  pca_whitened: number[][];
  zca: number[][];
  correlations: number[];
  class_means: number[][];
  kmeans: { points: number[][]; centres: number[][]; inertia: number };
};

const { x, y, z } = expected;
const map = (shape: number[], hasBias = true) => ({ shape, hasBias });
const CLOSE = 1e-8;

describe('closed forms agree with scikit-learn', () => {
  it.each(['with_bias', 'without_bias'] as const)('ridge %s', (kind) => {
    const want = expected[`ridge_${kind}`];
    const hasBias = kind === 'with_bias';
    const asked = { args: { l2: want.l2 }, solved: [map([5, 3], hasBias)] };
    const { values, figures, notices } = solved('ridge', { inputs: x, second: y }, asked);
    expect(distance(values[0]!.weight, want.kernel.flat())).toBeLessThan(CLOSE);
    if (hasBias) expect(distance(values[0]!.bias!, want.bias)).toBeLessThan(CLOSE);
    else expect(values[0]!.bias).toBeNull();
    expect(figures.r2_score).toBeCloseTo(want.r2_score, 8);
    expect(figures.mean_squared_error).toBeCloseTo(want.mean_squared_error, 8);
    const size = want.kernel.flat().reduce((sum, value) => sum + value ** 2, 0);
    expect(figures.loss).toBeCloseTo(want.mean_squared_error + want.l2 * size, 8);
    expect(notices).toEqual([]);
    const plain = solved('ridge', { inputs: x, second: y }, { solved: [map([5, 3], hasBias)] });
    expect(distance(plain.values[0]!.weight, want.plain_kernel.flat())).toBeLessThan(CLOSE);
  });

  it('the smallest of many solutions, which is told', () => {
    const few = { inputs: x.slice(0, 3), second: y.slice(0, 3) };
    const { values, notices } = solved('ridge', few, { solved: [map([5, 3])] });
    expect(distance(values[0]!.weight, expected.least_norm.flat())).toBeLessThan(1e-6);
    expect(notices.join()).toContain('the inputs vary in 2 of 5 directions only');
  });

  it('procrustes', () => {
    const [raw, centred, scaled] = [
      { solved: [map([5, 5], false)] },
      { solved: [map([5, 5])] },
      { solved: [map([5, 5])], args: { scale: true } },
    ].map((asked) => solved('procrustes', { inputs: x, second: z }, asked));
    const { procrustes } = expected;
    expect(distance(raw!.values[0]!.weight, procrustes.raw.flat())).toBeLessThan(CLOSE);
    expect(distance(centred!.values[0]!.weight, procrustes.centred.flat())).toBeLessThan(CLOSE);
    expect(scaled!.figures.scale).toBeCloseTo(procrustes.scale, 8);
    const longer = procrustes.centred.flat().map((value) => value * procrustes.scale);
    expect(distance(scaled!.values[0]!.weight, longer)).toBeLessThan(CLOSE);
  });

  it('pca, and the way back', () => {
    const both = { solved: [map([5, 3]), map([3, 5])] };
    const found = solved('pca', { inputs: x }, both);
    const { pca } = expected;
    const [there, back] = found.values;
    expect(distance(there!.weight, pca.kernel.flat())).toBeLessThan(CLOSE);
    expect(distance(there!.bias!, pca.bias)).toBeLessThan(1e-7);
    expect(found.figures.explained_variance_ratio).toBeCloseTo(pca.ratio, 9);
    expect(found.figures.loss).toBeCloseTo(pca.loss, 9);
    const variances = [1, 2, 3].map((at) => found.figures[`explained_variance/c${at}`]!);
    expect(distance(variances, pca.explained_variance)).toBeLessThan(CLOSE);
    const restored = mapped({ inputs: mapped({ inputs: x }, found) }, { ...found, values: [back!] });
    const error = restored.flat().reduce((sum, value, at) => sum + (value - x.flat()[at]!) ** 2, 0);
    expect(error / x.flat().length).toBeCloseTo(pca.loss, 5);
  });

  it('whitening', () => {
    const zca = solved('whitening', { inputs: x }, { solved: [map([5, 5])] });
    expect(distance(zca.values[0]!.weight, expected.zca.flat())).toBeLessThan(1e-7);
    const pca = solved('whitening', { inputs: x }, { solved: [map([5, 3])], args: { kind: 'pca' } });
    const sizes = mapped({ inputs: x }, pca).flat().map(Math.abs);
    expect(distance(sizes, expected.pca_whitened.flat())).toBeLessThan(1e-7);
  });

  it('canonical correlations', () => {
    const { figures } = solved('cca', { inputs: x, second: y }, { solved: [map([5, 3]), map([3, 3])] });
    const found = [1, 2, 3].map((at) => figures[`correlation/c${at}`]!);
    expect(distance(found, expected.correlations)).toBeLessThan(CLOSE);
  });

  it('class means', () => {
    const labels = expected.classes.map((label) => [0, 1, 2, 3].map((at) => (at === label ? 1 : 0)));
    const { values } = solved('class_means', { inputs: x, second: labels }, { solved: [map([4, 5], false)] });
    expect(distance(values[0]!.weight, expected.class_means.flat())).toBeLessThan(CLOSE);
  });

  it('kmeans', () => {
    const { points, centres, inertia } = expected.kmeans;
    const found = clustered(points, points.slice(0, 4));
    expect(distance(found.centres, centres.flat())).toBeLessThan(1e-5);
    expect(found.figures.inertia).toBeCloseTo(inertia, 3);
  });
});
