import { describe, expect, it } from 'vitest';
import { compilerCatalog } from '../../../src/diagnostics/catalog-compiler.js';
import { check, type Diagnostic } from '../../../src/index.js';
import { cases } from './cases.js';
import { found, graph, unmarked } from './range-markup.js';

it('the graph that the mistakes are made in has none', () => {
  expect(found(graph({}))).toEqual([]);
});

describe.each([...new Set(cases.map(([, code]) => code))])('%s', (code) => {
  it.each(cases.filter((one) => one[1] === code))('%s', (_what, _code, marked) => {
    const { text, expected } = unmarked(code, marked);
    expect(found(text)).toEqual([expected]);
  });
});

const meant: Readonly<Record<string, string>> = {
  imgae: 'image',
  mean_sqared_error: 'mean_squared_error',
  haed: 'head',
  decodr: 'decoder',
  encodr: 'encoder',
  imag: 'image',
  lable: 'label',
  coed: 'code',
  desne: 'dense',
  digts: 'digits',
  tset: 'test',
  raed: 'read',
  maen: 'mean',
};

it.each(Object.entries(meant))('%s: did you mean %s?', (written, word) => {
  const places = cases.filter(([, , marked]) => marked.includes(`«${written}»`));
  expect(places.length).toBeGreaterThan(0);
  for (const [, code, marked] of places) {
    const { text } = unmarked(code, marked);
    const [{ suggestion, range }] = check(text).diagnostics as [Diagnostic];
    expect(suggestion).toMatchObject({ replacement: word, range });
    // Applying the suggestion leaves at most one other error.
    const mended = text.slice(0, range!.start) + word + text.slice(range!.end);
    expect(found(mended)).not.toContainEqual(expect.stringMatching(/^unknown-/));
  }
});

it('every code of the compiler is raised by one of the graphs', () => {
  const raised = new Set(cases.map(([, code]) => code));
  expect(Object.keys(compilerCatalog).filter((code) => !raised.has(code))).toEqual([]);
});

describe('one mistake is one error, however much depends on it', () => {
  const good = graph(
    { models: 'autoencoder: encoder -> decoder\nreader: encoder -> head' },
    {
      networks: 'twin: {like: encoder}\nlink: {input: encoder, layers: [{Dense: 8}]}',
      data: 'noisy: {from: digits, add: {noisy: "image + normal(0, 1)"}}\nboth: {pair: {a: noisy, b: digits}, by: label}',
      plan: `
link:
  train: link
  start: {twin: encoder}
  on: both
  validate: both.test
  wires: {z: encoder(a.noisy)}
  losses: {near: "mean_squared_error(link(z), twin(b.image))"}
  metrics: {size: mean(square(z))}
  optimizer: Adam
last: {extends: link, after: [link]}`,
      evaluate: 'read: {on: noisy.test, measure: "accuracy(label, reader(noisy))", expect: ">= 0.5"}',
      report:
        '- translations: {on: digits.test, rows: [image, autoencoder(image)]}\n- curves: [read, link, last]',
    },
  );

  it('in a graph without fault', () => {
    expect(found(good)).toEqual([]);
  });

  it.each([
    ['a source', 'source: mnist', 'source: «mnits»', 'unknown-word'],
    ['a field', 'image + normal(0, 1)', '«imgae» + normal(0, 1)', 'unknown-name'],
    ['a pair', 'by: label', 'by: «lable»', 'unknown-name'],
    ['the first network', '[Flatten, {Dense: 8,', '[Flatten, {«Dens»: 8,', 'unknown-word'],
    ['a later network', '{Dense: 784}', '{Dense: «784.5»}', 'out-of-range'],
    ['a shape', '{Reshape: [28, 28, 1]}', '{Reshape: «[28, 29, 1]»}', 'layer-shape'],
    ['a copied network', '{like: encoder}', '{like: «encodr»}', 'unknown-network'],
    ['a model', 'encoder -> decoder', 'encoder -> «decodr»', 'unknown-name'],
    ['the expression of a model', 'encoder -> head', 'encoder -> head «->»', 'missing-operand'],
    ['what is trained', 'train: autoencoder', 'train: «autoencodr»', 'unknown-network'],
    [
      'a loss',
      'loss: mean_squared_error(image, autoencoder(image))',
      'loss: mean_squared_error(«imge», autoencoder(image))',
      'unknown-name',
    ],
    ['the data of a phase', 'on: both', 'on: «bth»', 'unknown-data'],
    ['a wire of a phase', 'z: encoder(a.noisy)', 'z: encoder(«a.nosy»)', 'unknown-name'],
    ['an optimizer', 'optimizer: {Adam: 0.001}', 'optimizer: {«Adm»: 0.001}', 'unknown-word'],
    ['a key of a phase', 'metrics: {size', '«metric»: {size', 'unknown-key'],
    [
      'a figure to keep an eye on',
      'loss: mean_squared_error(image, autoencoder(image))',
      'loss: mean_squared_error(«imge», autoencoder(image))\n    stop_early: {monitor: val.loss}\n    validate: digits.test',
      'unknown-name',
    ],
    ['a section', 'networks:', '«netwroks»:', 'unknown-key'],
    ['a list of layers', 'layers: [{Dense: 784}', '«layesr»: [{Dense: 784}', 'unknown-key'],
    ['an extension', '{extends: link', '{«extensd»: link', 'unknown-key'],
    ['an order', 'after: [link]', 'after: [«lnk»]', 'unknown-phase'],
  ])('in %s', (_what, from, to, code) => {
    const at = good.indexOf(from);
    expect(at).toBeGreaterThan(0);
    const { text, expected } = unmarked(code, good.slice(0, at) + to + good.slice(at + from.length));
    expect(found(text)).toEqual([expected]);
  });
});

describe('examples of what `lagraph explain` says', () => {
  const place = {
    'not-probabilities': /^ {2}head: .*$/m,
    'swapped-arguments': /loss: categorical_crossentropy.*$/m,
  };

  it.each(Object.entries(place))('%s', (code, line) => {
    const { explanation } = compilerCatalog[code as keyof typeof place];
    const [bad, good] = ['bad', 'good'].map((kind) => {
      const example = new RegExp(`^${kind}: +(.*)$`, 'm').exec(explanation)![1]!;
      const indent = example.startsWith('head') ? '  ' : '';
      return check(graph({}).replace(line, indent + example)).diagnostics.map((one) => one.code);
    });
    expect(bad).toEqual([code]);
    expect(good).toEqual([]);
  });
});
