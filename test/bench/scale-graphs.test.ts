import { describe, expect, it } from 'vitest';
import { renderText } from '../../src/diagnostics/index.js';
import { check } from '../../src/index.js';
import { load } from './import-bench-module.js';

interface Size {
  layers: number;
  width: number;
  batch: number;
  pictures: number;
  phases: number;
}
interface Case {
  dimension: keyof Size;
  value: number;
  size: Size;
}
const { BASE, DIMENSIONS, scaleCases, scaleGraph } = await load<{
  BASE: Size;
  DIMENSIONS: (keyof Size)[];
  scaleCases(dimensions: string[], doublings: number): Case[];
  scaleGraph(size: Size): string;
}>('scale-graphs.mjs');

it('doubles one dimension at a time', () => {
  const cases = scaleCases(['width', 'batch'], 2);
  expect(cases.map(({ dimension, value }) => [dimension, value / BASE[dimension]])).toEqual([
    ['width', 1],
    ['width', 2],
    ['width', 4],
    ['batch', 1],
    ['batch', 2],
    ['batch', 4],
  ]);
  for (const { dimension, value, size } of cases) expect(size).toEqual({ ...BASE, [dimension]: value });
});

describe.each(scaleCases(DIMENSIONS, 3))('$dimension $value', ({ size }) => {
  it('is a graph without fault, of that size', () => {
    const { program, diagnostics, sources } = check(scaleGraph(size));
    expect(renderText(diagnostics, sources)).toBe('');
    expect(program!.phases).toHaveLength(size.phases);
    for (const phase of program!.phases) expect(phase.batchSize).toBe(size.batch);
    const encoder = program!.networks.find(({ name }) => name === 'encoder_1')!;
    const kernels = encoder.weights.filter(({ name }) => name.endsWith('kernel'));
    expect(kernels).toHaveLength(size.layers);
    expect(kernels.map(({ shape }) => shape.at(-1))).toEqual(kernels.map(() => size.width));
  });
});
