/** What a phase's fingerprint depends on, and what it does not: it decides what is trained again after a change. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, parseDocument, stringify } from 'yaml';
import { canonicalJson, type Program } from '../../../src/compiler/index.js';
import { compile } from '../../../src/index.js';
import { root } from '../../support/build-dist.js';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const paths = [
  'bench/pipeline/signs-to-mnist.yaml',
  'examples/vae.yaml',
  ...['chains', 'nodes', 'adversarial', 'link'].map((name) => `test/compiler/graphs/${name}.yaml`),
];

const fingerprints = (program: Program): Record<string, string> =>
  Object.fromEntries(program.phases.map(({ name, fingerprint }) => [name, canonicalJson(fingerprint)]));

/** A program without source ranges, the only values of this form. */
const placeless = (program: Program): unknown =>
  JSON.parse(JSON.stringify(program), (_, value: unknown) =>
    Object.keys(value ?? {}).join() === 'file,start,end' ? undefined : value,
  );

/** Phases whose fingerprints differ between two programs of the same phases. */
function changed(before: Program, after: Program): string[] {
  const [old, now] = [fingerprints(before), fingerprints(after)];
  expect(Object.keys(now).sort()).toEqual(Object.keys(old).sort());
  return Object.keys(old)
    .filter((name) => old[name] !== now[name])
    .sort();
}

/** Maps whose order has a meaning: of computation, or of inputs. */
const ORDERED = new Set(['wires', 'nodes', 'inputs', 'losses', 'metrics', 'add', 'pair']);

/** The same graph with the keys of all other maps shuffled. */
function shuffled(value: unknown, next: () => number, ordered = false): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, next));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    ([key, part]) => [key, shuffled(part, next, ORDERED.has(key))] as const,
  );
  if (ordered) return Object.fromEntries(entries);
  const places = entries.map((entry) => ({ entry, place: next() }));
  return Object.fromEntries(places.sort((a, b) => a.place - b.place).map(({ entry }) => entry));
}

describe.each(paths)('the phases of %s', (path) => {
  const text = read(path);
  const program = compile(text);

  it('are the same in any order of keys', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const next = () => numbers.next().value as number;
        const other = compile(stringify(shuffled(parse(text), next)));
        expect(changed(program, other)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });

  it('are the same with other comments, indentation, quotes and line ends', () => {
    const commented = text.replace(/^( *)(?=\S)/gm, '$1# More to say.\n$1');
    const document = parseDocument(text);
    const spread = document.toString({ indent: 4, lineWidth: 40, defaultStringType: 'QUOTE_SINGLE' });
    const flat = JSON.stringify(document.toJS());
    for (const other of [commented, spread, flat, text.replaceAll('\n', '\r\n')]) {
      expect(canonicalJson(placeless(compile(other)))).toBe(canonicalJson(placeless(program)));
    }
  });

  it.each(program.phases)('$name: more epochs are a change of it alone', ({ name, epochs }) => {
    const longer = compile(text, { overrides: [`plan.${name}.on.epochs=${epochs + 1}`] });
    // Phases that extend it inherit the change.
    expect(changed(program, longer)).toContain(name);
    const others = changed(program, longer).filter(
      (one) => !text.includes(`extends: ${name}`) || one === name,
    );
    expect(others).toEqual([name]);
  });

  it('are all others with another seed', () => {
    const other = compile(text, { overrides: ['seed=12345'] });
    expect(changed(program, other)).toEqual(Object.keys(fingerprints(program)).sort());
  });
});

describe('a fingerprint', () => {
  const chains = read('test/compiler/graphs/chains.yaml');
  const link = read('test/compiler/graphs/link.yaml');
  const nodes = read('test/compiler/graphs/nodes.yaml');
  const change = (text: string, from: string | RegExp, to: string): string => {
    const result = text.replaceAll(from, to);
    expect(result).not.toBe(text);
    return result;
  };
  const effect = (text: string, from: string | RegExp, to: string) =>
    changed(compile(text), compile(change(text, from, to)));

  it('changes with the name of a layer where its first weights are drawn, and nowhere else', () => {
    expect(effect(chains, /\bcode\b/g, 'latent')).toEqual(['read']);
    expect(
      effect(
        link,
        'right: {input: [28, 28, 1], layers: [Flatten, {Dense: 2}]}',
        'right: {input: [28, 28, 1], layers: [Flatten, {Dense: 2, name: code}]}',
      ),
    ).toEqual(['learn_right']);
  });

  it('changes with the architecture, data and draws of what it uses, and with nothing else', () => {
    expect(effect(link, '{Dense: 784}', '{Dense: {units: 784, use_bias: false}}')).toEqual(['learn_right']);
    expect(effect(link, 'rotate: 25', 'rotate: 24')).toEqual(['learn_left', 'learn_link']);
    expect(effect(link, 'normal(0, 0.5)', 'normal(0, 0.4)')).toEqual(['learn_link', 'learn_right']);
    expect(effect(link, 'draw: once', 'draw: each_epoch')).toEqual(['learn_link', 'learn_right']);
    // What a source contains is hashed when it is read.
    expect(effect(link, 'path: photos', 'path: pictures')).toEqual([]);
    expect(effect(link, 'test: 0.25', 'test: 0.2')).toEqual(['learn_link']);
    expect(effect(link, 'repeat: photo', 'repeat: shuffle')).toEqual(['learn_link']);
  });

  it('changes with how a phase is trained', () => {
    for (const [from, to] of [
      ['Adadelta: 1.0', 'Adadelta: 0.9'],
      ['batch_size: 4', 'batch_size: 5'],
      ['validate: pairs.test', 'validate: pairs.train'],
      ['train: link', 'keep: best\n    train: link'],
      ['loss: mean_squared_error(right', 'loss: mean_absolute_error(right'],
    ] as const) {
      expect(effect(link, from, to)).toEqual(['learn_link']);
    }
  });

  it('changes with the name of a wire that draws, since its stream is named by it', () => {
    expect(effect(read('test/compiler/graphs/adversarial.yaml'), 'prior', 'wanted')).toEqual(['aae']);
  });

  it('does not change with the names of models, parameters and wires, or with what is asked afterwards', () => {
    expect(effect(chains, 'reader', 'classifier')).toEqual([]);
    expect(effect(chains, 'reader(image)', 'head(body(image))')).toEqual([]);
    expect(effect(chains, 'train: reader', 'train: [head, body]')).toEqual([]);
    expect(effect(nodes, /\bbeta\b/g, 'gamma')).toEqual([]);
    expect(effect(nodes, /\bnear\b/g, 'taken')).toEqual([]);
    expect(effect(link, 'far:', 'distance:')).toEqual([]);
    expect(effect(link, 'mean_absolute_error', 'mean_squared_error')).toEqual([]);
    expect(effect(link, 'name: link\n', 'name: other\ndescription: Another.\n')).toEqual([]);
  });

  it('does not change when something else is added to the graph', () => {
    const before = compile(link);
    const after = compile(
      `${change(link, '  learn_left:', '  more:\n    train: extra\n    on: digits\n    loss: mean(extra(image))\n    optimizer: Adam\n  learn_left:').replace('  left:', '  extra: {like: right}\n  left:')}`,
    );
    const now = fingerprints(after);
    for (const [name, old] of Object.entries(fingerprints(before))) expect(now[name]).toBe(old);
    expect(Object.keys(now).sort()).toEqual(['learn_left', 'learn_link', 'learn_right', 'more']);
  });
});
