/** Figures that others reached: part of the program, and of no fingerprint. */
import { describe, expect, it } from 'vitest';
import { compile, diff } from '../../src/index.js';

const graph = (reference: string, evaluation = '') => `lagraph: 1
data: {mnist: {source: mnist}}
networks:
  reader: {input: [28, 28, 1], layers: [Flatten, {Dense: {units: 10, activation: softmax}}]}
plan:
  read:
    train: reader
    on: {data: mnist, epochs: 3}
    loss: categorical_crossentropy(label, reader(image))
    metrics: {accuracy: "accuracy(label, reader(image))"}
    validate: mnist.test
    optimizer: {Adam: 0.001}
${reference}
evaluate:
  right:
    on: mnist.test
    measure: accuracy(label, reader(image))
${evaluation}
`;

const written = `    reference:
      val.accuracy: 0.9913
      val.loss: {1: 0.073, 10: 0.025}
`;

describe('reference', () => {
  it('is a number for the phase, or numbers by epoch', () => {
    const program = compile(graph(written, '    reference: 0.95'));
    expect(program.phases[0]!.reference).toEqual([
      { figure: 'val.accuracy', epoch: null, value: 0.9913 },
      { figure: 'val.loss', epoch: 1, value: 0.073 },
      { figure: 'val.loss', epoch: 10, value: 0.025 },
    ]);
    expect(program.evaluations[0]!.reference).toBe(0.95);
  });

  it('changes nothing that is trained, and diff tells so', () => {
    const [without, withIt] = [compile(graph('')), compile(graph(written, '    reference: 0.95'))];
    expect(withIt.phases[0]!.fingerprint).toEqual(without.phases[0]!.fingerprint);
    const changes = diff(without, withIt).entries.flatMap(({ name, changes: all }) =>
      all.map(({ what, before, after, affects }) => [name, what, before, after, affects]),
    );
    expect(changes).toEqual([
      ['read', 'reference val.accuracy', 'none', '0.9913', 'nothing'],
      ['read', 'reference val.loss after epoch 1', 'none', '0.073', 'nothing'],
      ['read', 'reference val.loss after epoch 10', 'none', '0.025', 'nothing'],
      ['right', 'reference', 'none', '0.95', 'nothing'],
    ]);
  });

  it('takes parameters and overrides', () => {
    const text = graph(written.replace('0.9913', '${goal}')).replace('data:', 'params: {goal: 0.5}\ndata:');
    expect(compile(text, { overrides: ['goal=0.75'] }).phases[0]!.reference![0]!.value).toBe(0.75);
    const changed = compile(text, { overrides: ['evaluate.right.reference=0.25'] });
    expect(changed.evaluations[0]!.reference).toBe(0.25);
  });
});
