/** Each part of a phase that moves its weights is in its fingerprint, also where other parts follow from it in graphs. */
import { describe, expect, it } from 'vitest';
import { createFingerprinter } from '../../../src/compiler/fingerprint/index.js';
import type { Phase, Program, Wire } from '../../../src/compiler/index.js';
import { compile } from '../../../src/index.js';

const program = compile(`lagraph: 1
data:
  digits: {source: mnist}
  moved: {from: digits, augment: {image: {rotate: 10}}}
  pairs: {pair: {a: moved, b: digits}, by: label, repeat: a}
networks:
  body: {input: [28, 28, 1], layers: [Flatten, {Dense: 4}, BatchNormalization, {Dense: 4}]}
  teacher: {like: body}
  head: {input: body, layers: [BatchNormalization, {Dense: 3}]}
  shift: {input: body, layers: [{BatchNormalization: {center: false, scale: false}}]}
plan:
  learn:
    on: pairs
    untrained: true
    optimizer: {SGD: 0.1}
    updates:
      - {train: [body/dense_1, shift], loss: "mean(square(shift(body(a.image))))"}
      - {train: head, loss: "mean(square(head(body(a.image)))) + mean(teacher(a.image))"}
    metrics: {far: "mean(head(body(b.image)))", near: "mean(shift(body(b.image)))"}
`);

type Draft = Program & { phases: [Phase] };

/** The fingerprint of the phase's weights after a change of the program. */
function weightsAfter(change: (draft: Draft) => void): string {
  const draft = structuredClone(program) as Draft;
  change(draft);
  const byName = <T extends { name: string }>(list: readonly T[]) =>
    new Map(list.map((item) => [item.name, item]));
  const fingerprint = createFingerprinter(byName(draft.networks), byName(draft.datasets), draft.seed);
  return fingerprint(draft.phases[0]).weights;
}

const callsOf = (phase: Phase, network: string) =>
  phase.wires.filter(
    (wire): wire is Extract<Wire, { op: 'call' }> => wire.op === 'call' && wire.network === network,
  );

const CHANGES: [string, (draft: Draft) => void][] = [
  [
    'the mode in which a network is called',
    ({ phases: [phase] }) => {
      for (const call of callsOf(phase, 'teacher')) call.mode = 'frozen';
    },
  ],
  [
    'a weight that stands still in a network that is trained',
    ({ phases: [phase] }) => {
      phase.frozen = phase.frozen.filter((name) => name !== 'body/dense/bias');
    },
  ],
  [
    'a weight that stands still in place of another',
    ({ phases: [phase] }) => {
      const [first, ...others] = phase.frozen.filter((name) => name.startsWith('body/'));
      phase.frozen = [...others, 'body/dense_1/kernel'];
      expect(others).not.toContain(first);
    },
  ],
  [
    'a metric that updates moving averages of its own',
    ({ phases: [phase] }) => {
      phase.metrics = phase.metrics.filter(({ name }) => name !== 'far');
    },
  ],
  [
    'the mode of a call that only a metric makes',
    ({ phases: [phase] }) => {
      const [, ofMetric] = callsOf(phase, 'head');
      ofMetric!.mode = 'inference';
    },
  ],
  [
    'which weights an update trains',
    ({ phases: [phase] }) => {
      const [first, second] = phase.updates;
      [first!.weights, second!.weights] = [second!.weights, first!.weights];
    },
  ],
  ['that an update leaves a weight', ({ phases: [phase] }) => void phase.updates[1]!.weights.pop()],
  ['when the pairs are drawn', ({ datasets }) => pairStep(datasets, 'draw')],
  ['the order of the pairs', ({ datasets }) => pairStep(datasets, 'order')],
  ['the stream of the pairs', ({ datasets }) => pairStep(datasets, 'stream')],
];

function pairStep(datasets: Program['datasets'], part: 'draw' | 'order' | 'stream'): void {
  for (const step of datasets.find(({ name }) => name === 'pairs')!.steps) {
    if (step.step === 'pair') Object.assign(step, { [part]: 'another' });
  }
}

describe('the fingerprint of weights', () => {
  it('is that of the program where nothing is changed', () => {
    expect(weightsAfter(() => {})).toBe(program.phases[0]!.fingerprint.weights);
  });

  it.each(CHANGES)('changes with %s', (_, change) => {
    expect(weightsAfter(change)).not.toBe(program.phases[0]!.fingerprint.weights);
  });

  it('changes with the order of weights only where the global norm adds them up', () => {
    const change = (reversed: boolean, clipGradients: number | null) =>
      weightsAfter(({ phases: [phase] }) => {
        phase.updates = phase.updates.map((update) => ({ ...update, clipGradients }));
        if (!reversed) return;
        phase.frozen.reverse();
        for (const { weights } of phase.updates) weights.reverse();
      });
    expect(change(true, null)).toBe(change(false, null));
    expect(change(true, 1)).not.toBe(change(false, 1));
  });
});
