import { describe, expect, it } from 'vitest';
import { check, compile } from '../../src/index.js';

const graph = (more = '') => `lagraph: 1
name: small
data: {mnist: {source: mnist}}
networks: {reader: {input: [28, 28, 1], layers: [Flatten, Dense: {units: 10, activation: softmax}]}}
plan:
  read:
    train: reader
    on: {data: mnist, epochs: 1, batch_size: 32}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {SGD: 0.1}
${more}`;

const phaseOf = (more?: string) => compile(graph(more)).phases[0]!;

describe('the precision of a phase', () => {
  it('is part of what the phase is', () => {
    expect(phaseOf('    precision: bfloat16').precision).toBe('bfloat16');
    const prints = ['', '    precision: bfloat16', '    precision: float16'].map(
      (more) => phaseOf(more).fingerprint.weights,
    );
    expect(new Set(prints).size).toBe(3);
  });

  it('is float32 if nothing is said, and saying so changes nothing', () => {
    expect(phaseOf()).not.toHaveProperty('precision');
    expect(phaseOf('    precision: float32').fingerprint).toEqual(phaseOf().fingerprint);
  });

  it('can be set from outside', () => {
    const { program } = check(graph(), { overrides: ['plan.read.precision=bfloat16'] });
    expect(program?.phases[0]?.precision).toBe('bfloat16');
  });

  it('is one of three', () => {
    const { diagnostics } = check(graph('    precision: float64'));
    expect(diagnostics.map(({ severity }) => severity)).toContain('error');
    expect(diagnostics[0]?.message).toContain('precision');
  });
});
