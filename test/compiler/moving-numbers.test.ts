/** Numbers in expressions that follow training: where they may stand, and what comes first. */
import { describe, expect, it } from 'vitest';
import { check, compile, type Program } from '../../src/index.js';

interface Pieces {
  loss?: string;
  phase?: string;
  data?: string;
  networks?: string;
  models?: string;
  functions?: string;
  evaluate?: string;
  epochs?: number;
}

const graph = (pieces: Pieces) => `lagraph: 1
data:
  digits: {source: mnist${pieces.data ?? ''}}
${pieces.functions ? `functions: ${pieces.functions}\n` : ''}networks:
  encoder: {input: [28, 28, 1], layers: [Flatten, {Dense: 8}]}
${pieces.networks ?? ''}models:
  reader: ${pieces.models ?? 'encoder'}
plan:
  fit:
    train: encoder
    on: {data: digits, epochs: ${pieces.epochs ?? 4}}
    optimizer: Adam
    loss: ${JSON.stringify(pieces.loss ?? 'mean(square(encoder(image)))')}
${pieces.phase ?? ''}evaluate:
  size: {on: digits.test, measure: ${JSON.stringify(pieces.evaluate ?? 'mean(reader(image))')}}
`;

const errors = (pieces: Pieces) => {
  const text = graph(pieces);
  return check(text)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, message, range }) => [code, range ? text.slice(range.start, range.end) : '', message]);
};

const key = ({ phases }: Program) => phases[0]!.fingerprint;
const SCALE = 'mean(square(reverse_gradient(encoder(image), scale=S)))';
const scaled = (by: string) => SCALE.replace('S', by);

describe('a number that follows training', () => {
  it.each<[string, Pieces, Pieces]>([
    [
      'by position or by name',
      { loss: scaled('progress') },
      { loss: scaled('progress').replace('scale=', '') },
    ],
    [
      'in a function of the graph',
      {
        loss: 'turned(encoder(image), progress)',
        functions: '{"turned(z, by)": "mean(square(reverse_gradient(z, 2 * by)))"}',
      },
      { loss: scaled('2 * progress') },
    ],
    [
      'as a wire',
      { loss: 'mean(square(encoder(image) * p))', phase: '    wires: {p: exp(-progress)}\n' },
      { loss: 'mean(square(encoder(image) * exp(-progress)))' },
    ],
    ['that does not move', { loss: scaled('exp(0) * 2') }, { loss: scaled('2') }],
  ])('means the same %s', (_, one, other) => {
    expect(errors(one)).toEqual([]);
    expect(key(compile(graph(one)))).toEqual(key(compile(graph(other))));
  });

  it('is another training with other numbers, and with other epochs where it follows the progress', () => {
    const course = (loss: string, epochs = 4) => key(compile(graph({ loss, epochs }))).course;
    expect(course(scaled('progress'))).not.toBe(course(scaled('0.5 * progress')));
    expect(course(scaled('progress'))).not.toBe(course(scaled('1')));
    expect(course(scaled('progress'))).not.toBe(course(scaled('progress'), 5));
    expect(course(scaled('0.1 * epoch'))).toBe(course(scaled('0.1 * epoch'), 5));
    expect(course('mean(square(encoder(image) * progress))')).not.toBe(
      course('mean(square(encoder(image) * epoch))'),
    );
  });

  it.each<[string, Pieces]>([
    ['a field', { data: ', add: {step: mean(image)}', loss: 'mean(square(encoder(image))) * step' }],
    ['a wire', { phase: '    wires: {progress: encoder(image)}\n', loss: 'mean(square(progress))' }],
    [
      'a bare weight',
      {
        networks: '  epoch: {weights: [8]}\n',
        loss: 'mean(square(encoder(image) - epoch))',
        phase: '    untrained: true\n',
      },
    ],
    [
      'a parameter',
      { functions: '{"half(progress)": "mean(progress) / 2"}', loss: 'half(square(encoder(image)))' },
    ],
  ])('gives way to %s of its name', (_, pieces) => {
    expect(errors(pieces)).toEqual([]);
    expect(compile(graph(pieces)).phases[0]!.wires.filter(({ op }) => op === 'schedule')).toEqual([]);
  });

  it('is that of the end where its phase validates, and 1 where nothing is trained', () => {
    const pieces = {
      loss: 'mean(square(encoder(image) * (1 + 2 * progress + epoch)))',
      phase: '    validate: digits.test\n',
      evaluate: 'mean(encoder(image)) * (0.5 + progress)',
    };
    expect(errors(pieces)).toEqual([]);
    const { phases, evaluations } = compile(graph(pieces));
    const constants = (wires: Program['phases'][number]['wires']) =>
      wires.flatMap((wire) => (wire.op === 'constant' ? [wire.value] : []));
    expect(constants(phases[0]!.validation!.wires)).toEqual([7]);
    expect(constants(evaluations[0]!.wires)).toEqual([1.5]);
    expect(phases[0]!.wires.some(({ op }) => op === 'schedule')).toBe(true);
  });

  it.each<[string, Pieces, string, string]>([
    ['below the least', { loss: scaled('progress - 0.5') }, 'out-of-range', 'progress - 0.5'],
    ['no number', { loss: 'mean(encoder(image)) * (1 / progress)' }, 'out-of-range', '1 / progress'],
    ['not above the least', { loss: 'huber(0, encoder(image), delta=progress)' }, 'out-of-range', 'progress'],
    [
      'a bound above the other',
      { loss: 'mean(clip(encoder(image), 2 * progress, 1))' },
      'wrong-shape',
      'clip(encoder(image), 2 * progress, 1)',
    ],
    [
      'an option that is built in',
      { loss: 'mean(sum(encoder(image), axis=1 + progress))' },
      'not-constant',
      '1 + progress',
    ],
    [
      'steps where it validates',
      { loss: 'mean(encoder(image)) * (1 + step)', phase: '    validate: digits.test\n' },
      'bad-schedule',
      '1 + step',
    ],
    ['epochs in an evaluation', { evaluate: 'mean(encoder(image)) * epoch' }, 'bad-schedule', 'epoch'],
    ['in data', { data: ', add: {x: image * progress}' }, 'unknown-name', 'progress'],
    [
      'in a model',
      { models: '{inputs: {x: [28, 28, 1]}, wires: {y: encoder(x) * progress}, outputs: y}' },
      'unknown-name',
      'progress',
    ],
  ])('is refused: %s', (_, pieces, code, place) => {
    expect(errors(pieces).map(([found, at]) => [found, at])).toEqual([[code, place]]);
  });
});
