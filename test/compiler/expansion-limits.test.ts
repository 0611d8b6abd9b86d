/** Graphs that expand beyond what fits in memory: a diagnostic of a limit, with its place. */
import { describe, expect, it } from 'vitest';
import { check, type CheckOptions } from '../../src/index.js';

const upTo = (n: number) => Array.from({ length: n }, (_, at) => at);
const BASE = `lagraph: 1
data:
  digits: {source: mnist}
networks:
  copy: {input: [28, 28, 1], layers: [{Conv2D: {filters: 1, kernel_size: 1}}]}
`;
const PLAN = `plan:
  p: {train: copy, on: digits, optimizer: SGD, loss: "mean_squared_error(image, copy(image))"}
`;

function errors(text: string, options: CheckOptions = {}) {
  return check(text, { file: 'g.yaml', ...options })
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, message, range }) => ({ code, message, at: range && text.slice(range.start, range.end) }));
}
const codes = (text: string) => errors(text).map(({ code }) => code);

describe('an expansion has a limit', () => {
  it('of models in models', () => {
    const models = upTo(40).map((at) => `  m${at + 1}: "m${at}(m${at}(x))"\n`);
    const found = errors(`${BASE}models:\n  m0: copy\n${models.join('')}${PLAN}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ code: 'out-of-range', message: expect.stringContaining('200,000') });
    expect(found[0]!.at).toMatch(/^m\d+\(m\d+\(x\)\)$/);
  });

  it('of lists in lists, by parameters', () => {
    const params = upTo(40).map((at) => `  p${at + 1}: ["\${p${at}}", "\${p${at}}"]\n`);
    const text = `lagraph: 1\nparams:\n  p0: [1, 1]\n${params.join('')}networks: {n: {weights: "\${p40}"}}\n`;
    expect(errors(text)[0]).toMatchObject({
      code: 'out-of-range',
      message: expect.stringContaining('more than 200,000 values'),
    });
  });

  it('of aliases of aliases, also where there are so many that their sizes are no numbers any more', () => {
    const all = upTo(1500).map((at) => `  a${at + 1}: &a${at + 1} [*a${at}, *a${at}]\n`);
    const found = errors(`lagraph: 1\nparams:\n  a0: &a0 [1, 1]\n${all.join('')}`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      code: 'bad-alias',
      message: 'the aliases of this file stand for more than 100,000 values',
    });
  });

  it('of texts in texts', () => {
    const params = upTo(60).map((at) => `  p${at + 1}: "\${p${at}}\${p${at}}"\n`);
    const text = `lagraph: 1\nparams:\n  p0: aa\n${params.join('')}description: "\${p60}"\n`;
    expect(errors(text)[0]).toMatchObject({
      code: 'bad-reference',
      message: expect.stringContaining('100,000 characters'),
    });
  });

  it.each([
    ['of something', '[{repeat: 10000, layers: [{repeat: 10000, layers: [ReLU]}]}]'],
    ['of nothing', '[ReLU, {repeat: 10000, layers: [{repeat: 10000, layers: [{repeat: 9, layers: []}]}]}]'],
  ])('of loops %s', (_, layers) => {
    expect(codes(`lagraph: 1\nnetworks:\n  n: {input: [8], layers: ${layers}}\n`)).toContain('out-of-range');
  });

  it('of depth, by parameters', () => {
    const params = upTo(500).map((at) => `  p${at + 1}: ["\${p${at}}"]\n`);
    const text = `lagraph: 1\nparams:\n  p0: 1\n${params.join('')}description: "\${p500}"\n`;
    expect(errors(text)[0]).toMatchObject({ message: expect.stringContaining('more than 200 deep') });
  });
});

describe('depth has a limit', () => {
  it.each([
    ['lists', `${'['.repeat(1900)}${']'.repeat(1900)}`],
    ['maps', `${'{a: '.repeat(1900)}1${'}'.repeat(1900)}`],
    ['lists that are not closed', '['.repeat(5000)],
    ['items on a line', `\n  ${'- '.repeat(1900)}a`],
  ])('of %s', (_, value) => {
    const found = errors(`lagraph: 1\nparams: ${value}\n`);
    expect(found).toMatchObject([
      { code: 'yaml-feature', message: expect.stringContaining('more than 200') },
    ]);
  });

  it('of aliases', () => {
    const params = upTo(2000).map((at) => `  a${at + 1}: &a${at + 1} [*a${at}]\n`);
    expect(codes(`lagraph: 1\nparams:\n  a0: &a0 [1]\n${params.join('')}`)).toContain('bad-alias');
  });

  it('of arrows', () => {
    const text = `${BASE}models:\n  m: ${upTo(1900)
      .map(() => 'copy')
      .join(' -> ')}\n`;
    expect(errors(text)).toMatchObject([
      { code: 'expression-syntax', message: 'this expression has more than 500 arrows and dots' },
    ]);
  });
});

describe('thousands', () => {
  it('of parameters are no depth, in a chain and in a circle', () => {
    const chain = upTo(5000).map((at) => `  p${at}: "\${p${at + 1}}"\n`);
    expect(
      codes(
        `lagraph: 1\nnetworks: {n: {weights: [1]}}\nparams:\n${chain.join('')}  p5000: 1\nseed: "\${p0}"\n`,
      ),
    ).toEqual([]);
    const found = errors(
      `lagraph: 1\nnetworks: {n: {weights: [1]}}\nparams:\n${chain.join('')}  p5000: "\${p0}"\nseed: "\${p0}"\n`,
    );
    expect(found).toMatchObject([{ code: 'bad-parameter', message: expect.stringContaining('circle') }]);
  });

  it('of phases, one after another, and after all others', () => {
    const phase = (name: string, more: string) =>
      `  ${name}: {train: copy, on: digits, optimizer: SGD, loss: "mean(copy(image))"${more}}\n`;
    const chain = upTo(1000).map((at) => phase(`p${at}`, at > 0 ? `, after: p${at - 1}` : ''));
    expect(codes(`${BASE}plan:\n${chain.join('')}`)).toEqual([]);
    const names = upTo(200).map((at) => `p${at}`);
    const all = names.map((name, at) => phase(name, `, after: [${names.slice(0, at).join(', ')}]`));
    expect(codes(`${BASE}plan:\n${all.join('')}`)).toEqual([]);
    const missing = errors(
      `${BASE}plan:\n${upTo(3)
        .map((at) => phase(`p${at}`, ''))
        .join('')}`,
    );
    expect(missing.map(({ code }) => code)).toEqual(['no-order', 'no-order']);
  });

  it('of stars do not backtrack', () => {
    const text = `${BASE.replace('kernel_size: 1}}', `kernel_size: 1}, name: ${'a'.repeat(60)}}`)}${PLAN.replace('train: copy', `train: "copy/${'*a'.repeat(30)}*b"`)}`;
    expect(codes(text)).toEqual(['unknown-layer']);
    const fits = text.replace('*b"', '*"');
    expect(codes(fits)).toEqual([]);
  });
});

describe('what is repaired', () => {
  it('is looked at again', () => {
    const network = (body: string) => `lagraph: 1\nnetworks: {d: {${body}}}\n`;
    expect(
      codes(network('inputs: {z: [4]}, inputs2: {z: [4]}, nodes: {a: {Dense: 3, of: z}}, outputs: a')),
    ).toEqual(['unknown-key']);
  });

  it('and a data set made of one with an error is none', () => {
    const rest = BASE.replace(/data:\n.*\n/, '');
    const text = `lagraph: 1\ndata: {a: {source: mnist, split: {train: 2}}, b: {from: a}}\n${rest.replace('lagraph: 1\n', '')}`;
    expect(codes(text)).toHaveLength(1);
    expect(codes(text.replace('2}', '0.5}'))).toEqual([]);
  });
});

describe('a whole number', () => {
  const phase = (on: string, more = '') =>
    `${BASE}${PLAN.replace('on: digits', `on: {data: digits, ${on}}${more}`)}`;

  it.each(['epochs', 'batch_size', 'steps_per_epoch'])('of %s is finite and can be counted', (key) => {
    for (const value of ['.inf', '.nan', '1e308', '0.5', '9007199254740993', '2147483648']) {
      expect(errors(phase(`${key}: ${value}`)).map(({ at }) => at)).toEqual([value]);
    }
    expect(codes(phase(`${key}: 2147483647`))).toEqual([]);
  });

  it.each([
    ['patience', 'stop_early: {monitor: loss, patience: .inf}', '.inf'],
    ['every', 'validate: {data: digits.test, every: .inf}', '.inf'],
  ])('of %s as well', (_, more, value) => {
    const text = phase('epochs: 1', `, ${more}`);
    expect(errors(text).map(({ at }) => at)).toContain(value);
  });

  it('of times as well', () => {
    const update = '{name: u, train: copy, times: 1e308, loss: "mean(copy(image))"}';
    expect(errors(`${BASE}plan:\n  p: {on: digits, optimizer: SGD, updates: [${update}]}\n`)).toMatchObject([
      { at: '1e308' },
    ]);
  });

  it.each(['[.inf]', '[1e308]', '[3, .nan]'])('in the shape %s as well', (shape) => {
    expect(codes(`lagraph: 1\nnetworks: {n: {weights: ${shape}}}\n`)).toHaveLength(1);
    expect(codes(`lagraph: 1\nnetworks: {n: {input: ${shape}, layers: [ReLU]}}\n`)).toHaveLength(1);
  });

  it('of a batch that is larger than memory is warned of, with its size', () => {
    const { diagnostics } = check(phase('batch_size: 2000000000'));
    expect(diagnostics).toMatchObject([
      { code: 'too-large', severity: 'warning', message: expect.stringContaining('5.7 TiB') },
    ]);
  });
});

it('a share that leaves a part without examples is an error where the count is known', () => {
  const text = 'lagraph: 1\ndata: {a: {source: mnist, split: {train: 0.5, val: 0.000001}}}\n';
  expect(errors(text)).toMatchObject([{ code: 'bad-split', at: '0.000001' }]);
});
