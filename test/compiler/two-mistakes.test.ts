/** All independent errors are reported at once: neither of two hides the other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNode, isScalar, isSeq, parseDocument, visit, type Document } from 'yaml';
import { check } from '../../src/index.js';
import { root } from '../support/build-dist.js';

const texts = [
  'examples/domains.yaml',
  'examples/templates.yaml',
  'examples/part.yaml',
  'bench/pipeline/signs-to-mnist.yaml',
  'examples/linker.yaml',
  'examples/denoising.yaml',
  'examples/frozen-encoder.yaml',
  'examples/vae.yaml',
  'test/compiler/graphs/chains.yaml',
  'test/compiler/graphs/nodes.yaml',
  'test/compiler/graphs/adversarial.yaml',
  'test/compiler/graphs/link.yaml',
].map((path) => readFileSync(join(root, path), 'utf8'));

/** Files that the graphs import. */
const readPart = (file: string) => ({ text: readFileSync(join(root, 'examples', file), 'utf8') });

/** An erroneous value that contains a unique mark, made from the value that it replaces. */
type Mistake = (mark: string, before: unknown) => unknown;

const syntax: Mistake = (mark) => `${mark} *`;
const unknownFunction: Mistake = (mark) => `${mark}(1)`;
const unknownName: Mistake = (mark) => mark;
const badNumber: Mistake = (mark) => mark;
const unknownParameter: Mistake = (mark) => `\${${mark}}`;
const unknownWord: Mistake = (mark) => ({ [mark]: 1 });

/** Adds a key to a map; replaces any other value by a call. */
const unknownKey: Mistake = (mark, before) =>
  typeof before === 'object' ? { ...before, [mark]: 1 } : `${mark}(1)`;

const EXPRESSION = [syntax, unknownFunction, unknownParameter];

/** Errors that are possible at a place whatever else is wrong, by the path of its keys. */
const KINDS: [path: RegExp, mistakes: Mistake[]][] = [
  [/^plan\.[^.]+(\.updates\.\d+)?\.(loss|losses\.[^.]+(\.value)?)$/, EXPRESSION],
  [/^plan\.[^.]+\.(metrics|wires)\.[^.]+$/, EXPRESSION],
  [/^plan\.[^.]+(\.updates\.\d+)?\.optimizer$/, [unknownName, unknownWord, unknownParameter]],
  [/^plan\.[^.]+(\.updates\.\d+)?\.train(\.\d+)?$/, [unknownName, unknownParameter]],
  [/^plan\.[^.]+\.freeze(\.\d+)?$/, [unknownName, unknownParameter]],
  [/^plan\.[^.]+\.(on|on\.data|validate|validate\.data)$/, [unknownName, unknownParameter]],
  [/^plan\.[^.]+\.on\.(epochs|batch_size|steps_per_epoch)$/, [badNumber, unknownParameter]],
  [/^plan\.[^.]+\.(after|start)\.[^.]+$/, [unknownName]],
  [/^plan\.[^.]+\.(clip_gradients|precision|untrained)$/, [badNumber]],
  [/^evaluate\.[^.]+\.measure$/, EXPRESSION],
  [/^evaluate\.[^.]+\.on$/, [unknownName, unknownParameter]],
  [/^evaluate\.[^.]+\.expect$/, [badNumber, unknownParameter]],
  [/^models\.[^.{]+(\.wires\.[^.]+)?$|^models\.[^.]+\.value$/, EXPRESSION],
  [/^data\.[^.]+\.add\.[^.]+$/, EXPRESSION],
  [/^data\.[^.]+\.source$/, [unknownName, unknownParameter]],
  [/^data\.[^.]+\.(from|pair\.[^.]+)$/, [unknownName, unknownParameter]],
  [/^data\.[^.]+\.split\.[^.]+$/, [badNumber, unknownParameter]],
  [/^networks\.[^.]+\.(like|input)$/, [unknownName, unknownParameter]],
  [/^networks\.[^.]+\.(inputs\.[^.]+|input)\.\d+$/, [badNumber]],
  [/^networks\.[^.]+\.layers\.\d+$/, [unknownName, unknownWord, unknownParameter]],
  [/^networks\.[^.]+\.layers\.\d+\.[A-Z]\w+$/, [badNumber, unknownParameter]],
  [/^networks\.[^.]+\.nodes\.[^.]+$/, [unknownWord, unknownParameter]],
  [/^report\.\d+\.translations\.(rows\.\d+)$/, EXPRESSION],
  [/^report\.\d+\.translations\.on$/, [unknownName]],
  [/^data\.[^.]+\.augment\.[^.]+\.[^.]+$/, [badNumber, unknownParameter]],
  [/^(plan|evaluate|networks|data)\.[^.]+$/, [unknownKey]],
  [/^imports\.[^.]+\.use$|\.layers\.\d+\.use$/, [unknownName]],
  [/^imports\.[^.]+\.with$|\.layers\.\d+\.with$/, [unknownKey]],
  [/\.with\.[^.]+$|\.for\.(\d+\.)?[A-Za-z_]\w*$/, [unknownParameter]],
  [/^templates\.[^.]+$/, [unknownKey]],
  [/^plan\.[^.]+\.(on|validate|stop_early)$/, [unknownKey]],
];

/** The path of a place in a template as it is where the template is used. */
const outsideOfTemplate = (path: string): string =>
  path
    .replace(/^templates\.([^.]+)\.layers\./, 'networks.$1.layers.')
    .replace(/^templates\.[^.]+\.(plan|networks|models|data)\./, '$1.');

interface Site {
  path: (string | number)[];
  mistakes: Mistake[];
}

function sitesOf(document: Document): Site[] {
  const sites: Site[] = [];
  const look = (node: unknown, path: (string | number)[]): void => {
    const text = outsideOfTemplate(path.join('.'));
    const mistakes = KINDS.filter(([kind]) => kind.test(text)).flatMap(([, some]) => some);
    const value = node as { items?: { key?: { value: unknown }; value?: unknown }[] } | null;
    if (mistakes.length > 0) sites.push({ path, mistakes });
    value?.items?.forEach((item, at) => {
      if (isSeq(node)) look(item, [...path, at]);
      else look(item.value, [...path, item.key!.value as string]);
    });
  };
  look(document.contents, []);
  return sites;
}

const toPlain = (node: unknown): unknown => (isNode(node) ? node.toJSON() : node);

/** A graph with each error inserted at its place. */
function damaged(text: string, mistakes: readonly { site: Site; mistake: Mistake; mark: string }[]): string {
  const document = parseDocument(text);
  for (const { site, mistake, mark } of mistakes)
    document.setIn(site.path, document.createNode(mistake(mark, toPlain(document.getIn(site.path)))));
  return document.toString({ lineWidth: 0 });
}

/** Errors, each with the marks that it points at or names. */
function errorsIn(text: string, marks: readonly string[]) {
  const places = marks.map((mark) => {
    let place = { start: -1, end: -1 };
    visit(parseDocument(text), (_, node) => {
      if (!isScalar(node) || !node.range || !String(node.value).includes(mark)) return;
      place = { start: node.range[0], end: node.range[1] };
    });
    return { mark, ...place };
  });
  return check(text, { file: 'g.yaml', readPart })
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code, message, range }) => ({
      text: `${code}: ${message}`,
      marks: places.flatMap(({ mark, start, end }) =>
        message.includes(mark) || (range && range.start <= end && range.end >= start) ? [mark] : [],
      ),
    }));
}

/** Which values a template takes is known only with the template. */
const useOf = ({ path }: Site): string => path.filter((key) => key !== 'use' && key !== 'with').join('.');

/** What an entry stands for, and so the names in it, are known only with the values of its loop. */
function isInLoopOf(a: Site, b: Site): boolean {
  const at = a.path.indexOf('for');
  return at >= 0 && a.path.slice(0, at).every((key, i) => b.path[i] === key);
}

const isAround = (a: Site, b: Site): boolean => a.path.every((key, i) => b.path[i] === key);

const graphs = texts.map((text) => ({ text, sites: sitesOf(parseDocument(text)) }));
const MARKS = ['zqxone', 'jkvtwo'] as const;

describe('two mistakes', () => {
  it('are looked for in every section of the graphs', () => {
    const found = new Set(graphs.flatMap(({ sites }) => sites.map(({ path }) => path[0])));
    expect([...found].sort()).toEqual([
      'data',
      'evaluate',
      'imports',
      'models',
      'networks',
      'plan',
      'report',
      'templates',
    ]);
  });

  const BASE = `lagraph: 1
data: {digits: {source: mnist}}
networks:
  enc: {input: [28, 28, 1], layers: [Flatten, {Dense: 3}]}
`;
  const told = (text: string) =>
    check(text, { file: 'g.yaml' }).diagnostics.map(({ code, range, suggestion }) => [
      code,
      range && text.slice(range.start, range.end),
      suggestion?.message,
    ]);

  it('of a loss that can not be read and of an optimizer that there is none of', () => {
    const text = `${BASE}plan: {p: {train: enc, on: digits, loss: mean(enc(image) *, optimizer: Adom}}\n`;
    expect(told(text).map(([code, at]) => [code, at])).toEqual([
      ['missing-operand', '*'],
      ['unknown-word', 'Adom'],
    ]);
  });

  it('of a network of which one has an error are not one more: its name is known, and meant', () => {
    const text = `${BASE}  bad: {input: [28, 28, 1], layers: [{Dens: 3}]}
  copy: {like: bax}
  next: {input: baad, layers: [{Dense: 3}]}
  same: {like: bad}
plan: {p: {train: ba, on: digits, loss: mean(badd(image)), optimizer: Adam}}
`;
    expect(told(text)).toEqual(
      expect.arrayContaining([
        ['unknown-word', 'Dens', 'did you mean `Dense`?'],
        ['unknown-network', 'bax', 'did you mean `bad`?'],
        ['unknown-network', 'baad', 'did you mean `bad`?'],
        ['unknown-network', 'ba', 'did you mean `bad`?'],
        ['unknown-name', 'badd', 'did you mean `bad`?'],
      ]),
    );
    expect(told(text)).toHaveLength(5);
  });

  it('of a template with a key too many and of a use of it', () => {
    const text = `lagraph: 1
templates:
  step: {params: {units: {type: number}}, layers: [{Dense: "\${units}"}], more: 1}
data: {digits: {source: mnist}}
networks:
  enc: {input: [28, 28, 1], layers: [Flatten, {use: step, with: {units: 4, wide: 1}}]}
plan: {p: {train: enc, on: digits, loss: mean(enc(image)), optimizer: Adam}}
`;
    expect(told(text).map(([code, at]) => [code, at])).toEqual([
      ['unknown-key', 'more'],
      ['unknown-parameter', 'wide'],
    ]);
    // What was misspelt is missing, and nothing that follows from it is told.
    expect(told(text.replace('params:', 'param:')).map(([code]) => code)).toEqual([
      'unknown-key',
      'unknown-key',
    ]);
  });

  it('in any two places are both told, and nothing is told but them', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.tuple(fc.nat(), fc.nat()),
        fc.tuple(fc.nat(), fc.nat()),
        fc.boolean(),
        (graph, at, kind, together) => {
          const { text, sites } = graphs[graph % graphs.length]!;
          const first = sites[at[0] % sites.length]!;
          // Most interference is within one entry: half of the time, both errors are in the same one.
          const near = sites.filter(
            ({ path }) => !together || (path[0] === first.path[0] && path[1] === first.path[1]),
          );
          const second = near[at[1] % near.length]!;
          fc.pre(!isAround(first, second) && !isAround(second, first) && useOf(first) !== useOf(second));
          fc.pre(!isInLoopOf(first, second) && !isInLoopOf(second, first));
          const mistakes = [first, second].map((site, i) => ({
            site,
            mistake: site.mistakes[kind[i]! % site.mistakes.length]!,
            mark: MARKS[i]!,
          }));
          const alone = mistakes.map((mistake) => errorsIn(damaged(text, [mistake]), MARKS));
          alone.forEach((errors, i) => {
            expect(errors.filter(({ marks }) => marks.includes(MARKS[i]!))).not.toEqual([]);
          });
          const both = errorsIn(damaged(text, mistakes), MARKS);
          const told = new Set(both.flatMap(({ marks }) => marks));
          expect([...told].sort(), damaged(text, mistakes)).toEqual([...MARKS].sort());
          expect(both.filter(({ marks }) => marks.length === 0)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
