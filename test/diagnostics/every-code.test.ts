import { beforeAll, describe, expect, it } from 'vitest';
import { dslCatalog } from '../../src/diagnostics/catalog-dsl.js';
import { check, loadWords, type CheckOptions } from '../../src/index.js';

const graph = (parts: Record<string, string>) =>
  ['lagraph: 1', ...Object.entries(parts).map(([key, value]) => `${key}: ${value}`), ''].join('\n');
const network = (body: string) => graph({ networks: `{n: ${body}}` });
const layer = (body: string) => network(`{input: [3], layers: [${body}]}`);
const model = (expression: string) => graph({ models: `{m: "${expression}"}` });

const untrusted = () => ({ text: 'export {};' });
beforeAll(() => loadWords(graph({ words: '[w.mjs]' }), { readPart: untrusted, trust: () => false }));

/** A graph for each code of the reader, with the text of the range. The compiler's codes are in test/compiler. */
const cases: [code: string, text: string, pointed: string, options?: CheckOptions][] = [
  ['yaml-syntax', graph({ data: '{a: b: c}' }), 'b: c'],
  ['bad-indentation', 'lagraph: 1\ndata:\n  a: {source: mnist}\n b: {source: mnist}\n', 'b'],
  ['unclosed-bracket', network('{input: [3, layers: [ReLU]}'), '['],
  ['unquoted-reference', `params: {a: 3}\n${network('{input: [${a}], layers: []}')}`, '{'],
  [
    'unquoted-comma',
    graph({
      data: '{d: {source: mnist}}',
      networks: '{n: {weights: [1]}}',
      plan: '{p: {train: n, on: d, optimizer: Adam, losses: {a: {value: mean(maximum(n, 1)), weight: 2}}}}',
    }),
    'mean(maximum(n, 1))',
  ],
  ['duplicate-key', `${graph({ name: 'a' })}name: b\n`, 'name'],
  ['several-documents', 'lagraph: 1\n---\nlagraph: 1\n', '---\nlagraph: 1\n'],
  ['empty-graph', '', ''],
  ['bad-alias', graph({ networks: '{n: *other}' }), '*other'],
  ['yaml-feature', graph({ description: '!size a' }), 'a'],
  ['language-version', 'lagraph: 9\n', '9'],
  ['unknown-key', graph({ netwroks: '{}' }), 'netwroks'],
  ['missing-key', network('{layers: [ReLU]}'), 'n'],
  ['conflicting-keys', graph({ networks: '{m: {weights: [1]}, n: {like: m, layers: [ReLU]}}' }), 'layers'],
  ['wrong-type', network('{input: [three], layers: [ReLU]}'), 'three'],
  ['out-of-range', layer('{Dropout: 1.5}'), '1.5'],
  ['unknown-choice', layer('{Dense: {units: 3, activation: rleu}}'), 'rleu'],
  ['bad-name', graph({ networks: '{a-b: {input: [2], layers: [ReLU]}}' }), 'a-b'],
  ['duplicate-name', layer('{Dense: 3, name: a}, {Dense: 3, name: a}'), 'a'],
  [
    'not-yet-supported',
    graph({
      data: '{d: {source: mnist}}',
      networks: '{n: {weights: [1]}}',
      plan: '{p: {train: n, on: d, optimizer: Adam, loss: mean(n), accumulate: 4}}',
    }),
    'accumulate',
  ],
  ['unknown-parameter', graph({ seed: '"${n}"' }), 'n'],
  ['bad-parameter', graph({ params: '{n: {default: 0, min: 1}}', seed: '"${n}"' }), '0'],
  [
    'bad-parameter-value',
    graph({ params: '{n: {default: 2, min: 1}}', seed: '"${n}"' }),
    '0',
    { overrides: ['n=0'] },
  ],
  ['bad-reference', graph({ params: '{n: 2}', seed: '"${n / 0}"' }), '0'],
  ['unknown-profile', graph({ name: 'g' }), '', { profile: 'quick' }],
  ['bad-override', graph({ params: '{n: 2}', seed: '"${n}"' }), 'n', { overrides: ['n'] }],
  ['unknown-override', graph({ name: 'g' }), 'plan.p.keep', { overrides: ['plan.p.keep=best'] }],
  ['uneven-loop', layer('{for: {a: [1], b: []}, layers: []}'), '[]'],
  ['bad-extends', graph({ plan: '{p: {extends: q}}' }), 'q'],
  ['unknown-template', layer('{use: block}'), 'block'],
  ['bad-template', graph({ templates: '{t: {params: {n: 1}}}' }), 't'],
  ['bad-import', graph({ imports: '{p: p.yaml}' }), 'p.yaml'],
  ['bad-words', graph({ words: '[w.ts]' }), 'w.ts'],
  ['untrusted-words', graph({ words: '[w.mjs]' }), 'w.mjs', { readPart: untrusted }],
  ['expression-syntax', model('a ? b'), '?'],
  ['unclosed-parenthesis', model('a -> b(c'), '('],
  ['missing-operand', model('a +'), '+'],
  ['missing-operator', model('a b'), 'a b'],
  ['unknown-word', layer('{Dens: 3}'), 'Dens'],
  ['unknown-argument', layer('{Dense: {units: 3, actvation: relu}}'), 'actvation'],
  ['missing-argument', layer('{Conv2D: {kernel_size: 3}}'), 'Conv2D: {kernel_size: 3}'],
];

describe('codes of reading', () => {
  it.each(cases)('%s', (code, text, pointed, options = {}) => {
    const { diagnostics } = check(text, { file: 'g.yaml', ...options });
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    const places = errors.map(({ code: said, range }) => {
      const source = range?.file === 'g.yaml' ? text : (options.overrides ?? []).join(' ');
      return [said, range ? source.slice(range.start, range.end) : ''];
    });
    expect(places).toEqual([[code, pointed]]);
  });

  it('each have a graph that gets them', () => {
    expect(cases.map(([code]) => code).sort()).toEqual(Object.keys(dslCatalog).sort());
  });
});
