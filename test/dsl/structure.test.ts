import { describe, expect, it } from 'vitest';
import { readGraph } from '../../src/dsl/index.js';
import { faults, good } from './read-graph.js';

const graph = (parts: Record<string, string>) =>
  ['lagraph: 1', ...Object.entries(parts).map(([key, value]) => `${key}: ${value}`), ''].join('\n');
const network = (body: string) => graph({ networks: `{n: ${body}}` });
const phase = (body: string) => graph({ plan: `{p: ${body}}` });
const SOUND = 'train: n, on: {data: d}';

describe('one error each', () => {
  it.each([
    ['no version', 'name: g\n', 'language-version ""'],
    ['another version', 'lagraph: 2\n', 'language-version "2"'],
    ['an empty file', '', 'empty-graph ""'],
    ['a list', '[1]', 'wrong-type "[1]"'],
    ['a misspelt section', graph({ netwroks: '{}' }), 'unknown-key "netwroks"'],
    ['imports without namespaces', graph({ imports: '[a]' }), 'wrong-type "[a]"'],
    ['templates in a list', graph({ templates: '[]' }), 'wrong-type "[]"'],
    ['a misspelt key', network('{input: [3], lyers: [ReLU]}'), 'unknown-key "lyers"'],
    [
      'a misspelt key of another form',
      network('{input: [3], nods: {z: x}, outputs: z}'),
      'unknown-key "nods"',
    ],
    ['a missing key', network('{layers: [ReLU]}'), 'missing-key "n"'],
    ['one missing and one unknown', network('{size: [3], layers: [ReLU]}'), 'unknown-key "size"'],
    ['two forms at once', network('{like: m, layers: [ReLU]}'), 'conflicting-keys "layers"'],
    ['a file with weights and no layers', network('{load: a.json, input: [3]}'), 'missing-key "n"'],
    ['a bad shape', network('{input: [3, 0], layers: [ReLU]}'), 'out-of-range "0"'],
    ['a shape of texts', network('{input: [a], layers: [ReLU]}'), 'wrong-type "a"'],
    ['a bad name', graph({ networks: '{a-b: {like: m}}' }), 'bad-name "a-b"'],
    [
      'two words in one layer',
      network('{input: [3], layers: [{ReLU: {}, Dense: 3}]}'),
      'conflicting-keys "Dense"',
    ],
    [
      'an argument beside',
      network('{input: [3], layers: [{Dense: 3, units: 3}]}'),
      'conflicting-keys "units"',
    ],
    ['no word', network('{input: [3], layers: [{name: x}]}'), 'missing-key "{name: x}"'],
    ['a number as a layer', network('{input: [3], layers: [3]}'), 'wrong-type "3"'],
    [
      'an uneven loop',
      network('{input: [3], layers: [{for: {a: [1], b: []}, layers: []}]}'),
      'uneven-loop "[]"',
    ],
    ['a loop without a body', network('{input: [3], layers: [{repeat: 3}]}'), 'missing-key "repeat: 3"'],
    ['a broken expression', graph({ models: '{m: a -> }' }), 'missing-operand "->"'],
    ['a pair of one', graph({ data: '{p: {pair: {a: x}, by: label}}' }), 'out-of-range "{a: x}"'],
    ['from and pair', graph({ data: '{p: {from: x, by: label}}' }), 'conflicting-keys "by"'],
    ['a share above one', graph({ data: '{p: {source: s, split: {a: 2}}}' }), 'out-of-range "2"'],
    ['no loss', phase(`{${SOUND}}`), 'missing-key "p"'],
    ['loss and losses', phase(`{${SOUND}, loss: x, losses: {a: x}}`), 'conflicting-keys "loss"'],
    ['a number in quotes', phase('{train: n, on: {data: d, epochs: "3"}, loss: x}'), `wrong-type ""3""`],
    ['a wrong choice', phase(`{${SOUND}, loss: x, keep: bets}`), 'unknown-choice "bets"'],
    [
      'a part of the language to come',
      phase(`{${SOUND}, loss: x, accumulate: 4}`),
      'not-yet-supported "accumulate"',
    ],
    ['extending nothing', phase('{extends: q}'), 'bad-extends "q"'],
    ['extending itself', phase('{extends: p}'), 'bad-extends "p"'],
    ['no comparison', graph({ evaluate: '{e: {on: d, measure: x, expect: 0.9}}' }), 'wrong-type "0.9"'],
    ['a report without its values', graph({ report: '[{plane: {on: d}}]' }), 'missing-key "plane"'],
    ['an unknown report', graph({ report: '[{curvs: [p]}]' }), 'unknown-key "curvs"'],
  ])('%s', (_, text, fault) => {
    expect(faults(text)).toEqual([fault]);
  });
});

describe('errors', () => {
  const read = (text: string) => readGraph(text, 'g.yaml', { overrides: [] });

  it('leave the rest of what they stand in, which is named', () => {
    const { value } = read(graph({ networks: '{a: {like: b}, c: {like: 3}}', models: '{m: "a +"}' }));
    expect(value!.networks.map(({ name }) => name.value)).toEqual(['a', 'c']);
    expect(value!.models[0]!.body).toMatchObject({ kind: 'expression', expression: { kind: 'broken' } });
    expect(value!.leftOut).toEqual([
      { kind: 'network', name: 'c' },
      { kind: 'model', name: 'm' },
    ]);
  });

  it('that are repaired keep the rest alive', () => {
    const { value, diagnostics } = read(
      phase('{train: n, on: {data: d, epocs: 3, batch_size: no}, loss: x}'),
    );
    expect(diagnostics.map(({ code }) => code).sort()).toEqual(['unknown-key', 'wrong-type']);
    expect(value!.leftOut).toEqual([]);
    expect(value!.plan[0]!.epochs!.value).toBe(3);
  });

  it('in a parameter point at its use, and tell of the parameter', () => {
    const text = `lagraph: 1\nparams: {size: 0}\nnetworks: {n: {input: ["\${size}"], layers: []}}\n`;
    const [diagnostic] = read(text).diagnostics;
    expect(diagnostic).toMatchObject({ code: 'out-of-range' });
    expect(text.slice(diagnostic!.range!.start, diagnostic!.range!.end)).toBe('"${size}"');
    expect(diagnostic!.notes[0]!.message).toContain('`size`');
  });
});

describe('extends', () => {
  const base =
    'a: {train: n, on: {data: d, epochs: 2, batch_size: 8}, losses: {x: u, y: v}, optimizer: {Adam: 1}}';
  const plan = (change: string) => good(graph({ plan: `{b: {extends: a, ${change}}, ${base}}` })).plan[0]!;

  it('changes what it names', () => {
    const b = plan('on: {epochs: 5}');
    expect([b.name.value, b.epochs!.value, b.batchSize!.value]).toEqual(['b', 5, 8]);
    expect(plan('losses: {y: w}').updates[0]!.losses.map(({ name }) => name.value)).toEqual(['x', 'y']);
  });

  it('changes data that was written alone', () => {
    const text = '{a: {train: n, on: d, loss: x}, b: {extends: a, on: {epochs: 5}}, c: {extends: b, on: e}}';
    const [, b, c] = good(graph({ plan: text })).plan;
    expect([b!.data.text.value, b!.epochs!.value]).toEqual(['d', 5]);
    expect([c!.data.text.value, c!.epochs]).toEqual(['e', null]);
  });

  it('takes names for nothing but names, whatever words they are elsewhere', () => {
    const metrics = '{losses: u, extends: u, updates: u, constructor: u, train: u}';
    const text = `{a: {train: n, on: d, loss: x, metrics: ${metrics}}, b: {extends: a, metrics: {loss: v, extends: v}}}`;
    const b = good(graph({ plan: text })).plan[1]!;
    const names = b.metrics.map(({ name }) => name.value);
    expect(names).toEqual(['losses', 'extends', 'updates', 'constructor', 'train', 'loss']);
    const [of] = b.metrics.filter(({ name }) => name.value === 'extends').map(({ expression }) => expression);
    expect(of).toMatchObject({ name: 'v' });
  });

  it('replaces words as wholes, and losses by a loss', () => {
    expect(plan('optimizer: {SGD: 2}').updates[0]!.optimizer!.word.value).toBe('SGD');
    expect(plan('loss: w').updates[0]!.losses.map(({ name }) => name.value)).toEqual(['loss']);
  });
});

describe('overrides', () => {
  const text = graph({ plan: '{p: {train: n, on: {data: d, epochs: 2}, loss: x}}' });

  it('change what the graph says, and add what the language knows', () => {
    const [p] = good(text, ['plan.p.on.epochs=7', 'plan.p.on.batch_size=4', 'plan.p.keep=best']).plan;
    expect([p!.epochs!.value, p!.batchSize!.value, p!.keep!.which.value]).toEqual([7, 4, 'best']);
    expect(p!.epochs!.origin).toBe('override');
    expect(p!.epochs!.range.file).toBe('<command line>');
  });

  it('of what is not there are refused', () => {
    expect(faults(text, ['plan.q.on.epochs=7'])).toEqual(['unknown-override "plan.q.on.epochs"']);
    expect(faults(text, ['plan.p.on.epocs=7'])).toEqual(['unknown-override "plan.p.on.epocs"']);
    expect(faults(text, ['plan.p.on.epochs=[1'])).toMatchObject([
      expect.stringContaining('unclosed-bracket'),
    ]);
  });
});
