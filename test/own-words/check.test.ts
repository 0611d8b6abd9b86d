/** Words of one's own in \`check\`: what they do to a graph, and what is said of modules that can't be used. */
import { afterEach, describe, expect, it } from 'vitest';
import { checkWithWords, found, scaleGraph, scaleModule } from '../support/load-words.js';

const errorsOf = async (module: string, layers = '{Scale: 2}') =>
  found(await checkWithWords(scaleGraph(layers), { 'w.mjs': module }));

const touched = globalThis as { lagraphTestWords?: string };
afterEach(() => delete touched.lagraphTestWords);

describe("a layer of one's own", () => {
  it('has the hash of its module in the program, and the same key whatever its path', async () => {
    const a = await checkWithWords(scaleGraph('{Scale: 2}'), { 'w.mjs': scaleModule() });
    const elsewhere = scaleGraph('{Scale: 2}', 'words: [./lib/v.mjs]');
    const b = await checkWithWords(elsewhere, { 'lib/v.mjs': scaleModule() });
    const other = await checkWithWords(scaleGraph('{Scale: 2}'), {
      'w.mjs': scaleModule('tf.mul(factor, inputs[0])'),
    });
    expect(found(a)).toEqual([]);
    const layer = a.program!.networks[0]!.wires.flatMap((wire) =>
      wire.op === 'layer' ? [wire.layer] : [],
    )[2];
    expect(layer).toMatch(/^Scale@[0-9a-f]{12}$/);
    const key = ({ program }: typeof a) => program!.phases[0]!.fingerprint.weights;
    expect(key(b)).toBe(key(a));
    expect(key(other)).not.toBe(key(a));
    // Names that are made of a layer's kind have no hash.
    expect(a.program!.networks[0]!.wires.flatMap((wire) => ('name' in wire ? [wire.name] : []))).toContain(
      'scale',
    );
  });

  it('has its arguments checked as those of lagraph are', async () => {
    const errors = async (use: string) => (await errorsOf(scaleModule(), use)).join('\n');
    expect(await errors('{Scale: {fctor: 2}}')).toBe(
      'unknown-argument: `Scale` has no argument `fctor` [fctor] did you mean `factor`?',
    );
    expect(await errors('{Scale: two}')).toMatch(
      /^wrong-type: `factor` of `Scale` must be a number of at least 0, not the text "two" \[two\]/,
    );
    expect(await errors('{Scale: -1}')).toMatch(
      /^out-of-range: `factor` of `Scale` must be a number of at least 0/,
    );
    expect(await errors('Scale')).toBe(
      'missing-argument: `Scale` needs `factor` [Scale] `factor`: The number.',
    );
    expect(await errors('{Scal: 2}')).toBe(
      'unknown-word: there is no layer `Scal` [Scal] did you mean `Scale`?',
    );
    expect(await errors('{Scale@000000000000: 2}')).toMatch(/^unknown-word/);
  });

  it('is not known without the module that has it', async () => {
    const text = scaleGraph('{Scale: 2}', 'name: x');
    await checkWithWords(scaleGraph('{Scale: 2}'), { 'w.mjs': scaleModule() });
    expect(found(await checkWithWords(text, {}))[0]).toMatch(/^unknown-word: there is no layer `Scale`/);
  });
});

describe('a module', () => {
  it('does not run before it is trusted', async () => {
    const module = scaleModule(undefined, "globalThis.lagraphTestWords = 'ran';");
    const untrusted = await checkWithWords(scaleGraph('{Scale: 2}'), { 'w.mjs': module }, { trust: false });
    expect(found(untrusted)).toEqual([
      'untrusted-words: the words ./w.mjs are code that you have not trusted as it is now: nothing of it was run [./w.mjs] read the file, then: lagraph trust w.mjs',
    ]);
    expect(touched.lagraphTestWords).toBeUndefined();
    expect(found(await checkWithWords(scaleGraph('{Scale: 2}'), { 'w.mjs': module }))).toEqual([]);
    expect(touched.lagraphTestWords).toBe('ran');
  });

  it.each([
    [
      'throws',
      "throw new Error('no luck');",
      /^bad-words: the words \.\/w\.mjs can't be used: it threw when it was loaded( in line 1)?: no luck \[\.\/w\.mjs\]/,
    ],
    ['exports nothing', 'const a = 1;', /it exports nothing/],
    [
      'exports something else',
      'export const a = 1;',
      /its export `a` is no word, but 1: a word is made by defineLayer/,
    ],
    ['imports a file', "import './other.mjs';", /it imports .*other\.mjs: a module of words stands alone/],
    ['imports a package', "import 'left-pad';", /it imports left-pad: a module of words stands alone/],
    [
      'imports by an absolute path',
      "import '/etc/x.mjs';",
      /it imports \/etc\/x\.mjs: a module of words stands alone/,
    ],
    [
      'has a name of lagraph',
      scaleModule().replace("'Scale'", "'Dense'"),
      /its export `scale` has the name `Dense`, which lagraph's own layer has/,
    ],
    [
      'has no output shape',
      scaleModule().replace('outputShape:', 'shape:'),
      /its export `scale` has no function `outputShape`/,
    ],
    [
      'has no summary',
      scaleModule().replace("summary: 'Multiplies by a number.'", "summary: ''"),
      /has no `summary`/,
    ],
    [
      'has a main argument that is none',
      scaleModule().replace("main: 'factor'", "main: 'by'"),
      /has no argument `by`, which `main` names/,
    ],
    [
      'has a word twice',
      scaleModule(undefined, 'export const again = scale;'),
      /it has two layers named `Scale`/,
    ],
  ])('that %s is told of at its place', async (_, module, message) => {
    const errors = await errorsOf(module);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(message);
  });

  it.each([
    [
      'parameters',
      'params: {w: ./w.mjs}\nwords: ["${w}"]',
      /^bad-words: the path of a module of words is written as it is/,
    ],
    [
      'TypeScript',
      'words: [./w.ts]',
      /^bad-words: a module of words is JavaScript: compile TypeScript first/,
    ],
    [
      'a file that is not there',
      'words: [./v.mjs]',
      /^bad-words: the words \.\/v\.mjs can not be read: no such file/,
    ],
    ['no list', 'words: ./w.mjs', /^wrong-type/],
  ])('is not named by %s', async (_, section, message) => {
    const errors = found(await checkWithWords(scaleGraph('{Scale: 2}', section), { 'w.mjs': scaleModule() }));
    expect(errors[0]).toMatch(message);
  });
});

describe('rules that go wrong', () => {
  it.each([
    ['throws', 'outputShape: () => { throw new Error("oh") }', '`outputShape` of `Scale` (w.mjs) threw: oh'],
    [
      'answers with a number',
      'outputShape: () => 4',
      '`outputShape` of `Scale` (w.mjs) answered 4: it gives {ok: true, value: [4, 4, 8]}, or {ok: false, problem}',
    ],
    ['answers with half a side', 'outputShape: () => ok([1.5])', 'answered {"ok":true,"value":[1.5]}'],
    [
      'has weights without an initializer',
      "weights: () => [{ name: 'a', shape: [2] }], outputShape: (inputs) => ok(inputs[0])",
      'each weight is made by weight(name, shape, initializer)',
    ],
  ])('a layer whose shape %s is told of where it stands', async (_, rule, message) => {
    const module = scaleModule().replace('outputShape: (inputs) => ok(onlyInput(inputs))', rule);
    const errors = await errorsOf(module);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('layer-shape: `Scale`: ');
    expect(errors[0]).toContain(message);
  });
});

it('words of a part are those of its own file', async () => {
  const part = `lagraph: 1
words: [../w.mjs]
networks: {coder: {input: [28, 28, 1], layers: [Flatten, {Scale: 2}, {Dense: 4}]}}
functions: {twice(a): "half(a) * 4"}
`;
  const half = `
import { defineFunction, operandAt, tensorParameters } from 'lagraph/words';
export const half = defineFunction({
  name: 'half', group: 'math', summary: 'Half of it.', parameters: tensorParameters('x'),
  output: (inputs) => ({ ok: true, value: operandAt(inputs) }),
  emit: (inputs, _options, { tf }) => tf.mul(operandAt(inputs), 0.5),
});`;
  const graph = `lagraph: 1
imports: {p: parts/p.yaml}
data: {d: {source: mnist}}
networks:
  head: {input: p.coder, layers: [{Dense: {units: 10, activation: softmax}}]}
plan:
  learn:
    train: [p.coder, head]
    on: d
    loss: categorical_crossentropy(label, head(p.coder(image))) + mean(p.twice(label))
    optimizer: {Adam: 0.001}
`;
  const files = {
    'parts/p.yaml': part,
    'w.mjs': scaleModule(
      undefined,
      half.replace(
        /import .*/,
        "import { defineFunction, operandAt, tensorParameters } from 'lagraph/words';",
      ),
    ),
  };
  expect(found(await checkWithWords(graph, files))).toEqual([]);
  // The graph itself has them not.
  const used = graph.replace('{Dense: {units: 10', '{Scale: 2}, {Dense: {units: 10');
  expect(found(await checkWithWords(used, files)).join()).toContain(
    'unknown-word: there is no layer `Scale`',
  );
});
