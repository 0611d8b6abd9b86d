import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faults, good } from './read-graph.js';

const graph = (params: string, seed: string) => `lagraph: 1\nname: g\nparams: ${params}\nseed: ${seed}\n`;
const seedOf = (params: string, seed: string, overrides: string[] = []) =>
  good(graph(params, seed), overrides).seed.value;

describe('parameters', () => {
  it('compute as JavaScript does', () => {
    const number = fc.integer({ min: 0, max: 50 }).map(String);
    const { sum } = fc.letrec<{ sum: string }>((tie) => ({
      sum: fc.oneof(
        { depthSize: 'small' },
        number,
        fc.constant('a'),
        fc
          .tuple(tie('sum'), fc.constantFrom('+', '-', '*'), tie('sum'))
          .map((parts) => `(${parts.join(' ')})`),
        fc.tuple(tie('sum'), fc.constantFrom('+', '*'), number).map((parts) => parts.join(' ')),
        fc
          .tuple(fc.constantFrom('min', 'max'), tie('sum'), tie('sum'))
          .map(([f, a, b]) => `${f}(${a}, ${b})`),
      ),
    }));
    fc.assert(
      fc.property(sum, fc.integer({ min: 1, max: 9 }), (text, a) => {
        const expected = new Function('a', 'min', 'max', `return ${text}`)(a, Math.min, Math.max) as number;
        fc.pre(Number.isSafeInteger(expected));
        expect(seedOf(`{a: ${a}}`, `"\${max(0, ${text})}"`)).toBe(Math.max(0, expected));
      }),
    );
  });

  it.each([
    ['7 // 2', 3],
    ['-7 // 2 + 10', 6],
    ['-7 % 3', 2],
    ['2 ** 3 ** 2', 512],
    ['round(2.5) + floor(1.9) + ceil(1.1)', 5],
  ])('%s is %d, as in Python', (text, value) => {
    expect(seedOf('{a: 1}', `"\${${text}}"`)).toBe(value);
  });

  it('may refer to one another in any order', () => {
    expect(seedOf('{b: "${2 * a}", a: 4}', '${b}')).toBe(8);
    expect(seedOf('{b: "${2 * a}", a: 4}', '${b}', ['a=5'])).toBe(10);
  });

  it('come from the command line, else the profile, else the default', () => {
    const text = `${graph('{n: 1, m: 2, k: 3}', '${n + 10 * m + 100 * k}')}profiles: {p: {n: 4, m: 5}}\n`;
    const document = good(text, ['n=6'], 'p');
    expect(document.seed.value).toBe(356);
    expect(document.params.map(({ name, value, origin }) => [name, value, origin])).toEqual([
      ['n', 6, 'command line'],
      ['m', 5, 'profile'],
      ['k', 3, 'default'],
    ]);
    expect(document.profiles).toEqual(['p']);
  });

  it('know whether they are used', () => {
    const { params } = good(graph('{n: 1, spare: 2}', '${n}'));
    expect(params.map(({ name, used }) => [name, used])).toEqual([
      ['n', true],
      ['spare', false],
    ]);
  });

  it('keep what they put in together', () => {
    const text = `lagraph: 1\nparams: {a: -2, b: x + y}\nmodels: {m: "\${a} ** 2 * \${b}"}\n`;
    const { models, resolved } = good(text);
    expect(models[0]!.body).toMatchObject({
      expression: { operator: '*', left: { operator: '**', left: { value: -2 } }, right: { operator: '+' } },
    });
    expect((resolved as { models: unknown }).models).toEqual({ m: '(-2) ** 2 * (x + y)' });
  });

  it.each([
    ['{n: 1}', '${m}', 'unknown-parameter "m"'],
    ['{n: 1}', '${n / 0}', 'bad-reference "0"'],
    ['{n: 1}', '${n +}', 'bad-reference "+"'],
    ['{n: 1}', '${n', 'bad-reference "${n"'],
    ['{n: [1]}', '${n + 1}', 'bad-reference "n"'],
    ['{n: {default: 0, min: 1}}', '${n}', 'bad-parameter "0"'],
    ['{n: {default: 5, choices: [1, 2]}}', '${n}', 'bad-parameter "5"'],
    ['{n: {defualt: 5}}', '1', 'unknown-key "defualt"'],
    ['{n: "${m}", m: "${n}"}', '${n}', 'bad-parameter "n"'],
    ['{n-1: 3}', '1', 'bad-name "n-1"'],
    ['[1]', '1', 'wrong-type "[1]"'],
  ])('%s with %s: one error', (params, seed, fault) => {
    expect(faults(graph(params, seed))).toEqual([fault]);
  });

  it.each([
    [['n=0'], 'bad-parameter-value "0"'],
    [['n=many'], 'bad-parameter-value "many"'],
    [['n'], 'bad-override "n"'],
    [['n='], 'bad-override "n="'],
    [['nn=1'], 'unknown-override "nn"'],
    [['seed.x=1'], 'unknown-override "seed.x"'],
    [['t=5'], undefined],
    [['seed=3'], undefined],
    [['description=what it is'], undefined],
  ])('override %s', (overrides, fault) => {
    const text = graph('{n: {default: 2, min: 1}, t: word}', '${n}').replace('g\n', '"${t}"\n');
    expect(faults(text, overrides)).toEqual(fault === undefined ? [] : [fault]);
  });

  it('checks profiles that nobody asked for', () => {
    const text = `${graph('{n: {default: 2, min: 1}}', '${n}')}profiles: {p: {n: 0}, q: {m: 1}}\n`;
    expect(faults(text)).toEqual(['bad-parameter-value "0"', 'unknown-parameter "m"']);
    expect(faults(graph('{n: 1}', '${n}'), [], 'quick')).toEqual(['unknown-profile -']);
  });
});
