/** A graph that is imported means what it means by itself, but for its names, whatever namespaces stand before them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Program } from '../../src/compiler/index.js';
import { renderText } from '../../src/diagnostics/index.js';
import { check, type Checked, type ReadPart } from '../../src/index.js';
import { root } from '../support/build-dist.js';
import { digitsGraph } from '../support/digits-graph.js';
import { readPart } from '../support/read-parts.js';

interface Graph {
  imports?: object;
  data?: object;
  networks?: object;
  models?: object;
  plan?: object;
  evaluate?: object;
  report?: unknown[];
}

const inFolder = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name));
const GRAPHS = [
  { file: 'digits.yaml', text: digitsGraph },
  ...['examples', 'graphs', 'test/compiler/graphs'].flatMap(inFolder).map((file) => ({
    file,
    text: readFileSync(join(root, file), 'utf8'),
  })),
].filter(({ file, text }) => (check(text, { file, readPart }).program?.phases.length ?? 0) > 0);

/** Also such as mean something elsewhere: in JavaScript, in YAML, among figures, fields and splits. */
const NAMESPACES = 'digits a b_2 constructor __proto__ toString val loss test image label NULL on'.split(' ');

/** What a graph without its own evaluations asks for: its phases and evaluations, with the names that it has in another. */
function asking({ file, text }: { file: string; text: string }, prefix: string): Graph {
  // Of entries that stand for several, those that they stand for.
  const hasLoops = /^ +\S*\$\{\w+\}\S*:$/m.test(text);
  const graph = (hasLoops ? check(text, { file, readPart }).document!.resolved : parse(text)) as Graph;
  const sections = [graph.imports, graph.data, graph.networks, graph.models, graph.plan];
  const names = sections.flatMap((section) => Object.keys(section ?? {}));
  const pattern = new RegExp(`(?<![\\w.])(${names.join('|')})(?![\\w=])`, 'g');
  const renamed = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(pattern, `${prefix}$1`);
    if (Array.isArray(value)) return value.map(renamed);
    return typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamed(inner)]))
      : value;
  };
  const curves = Object.keys(graph.plan ?? {}).map((name) => `${prefix}${name}`);
  return {
    ...(graph.evaluate ? { evaluate: renamed(withoutParameters(graph.evaluate)) as object } : {}),
    ...(curves.length > 0 ? { report: [{ curves }] } : {}),
  };
}

/** Parameters of the part are not those of the graph. */
const withoutParameters = (evaluate: object): object =>
  Object.fromEntries(Object.entries(evaluate).filter(([, value]) => !JSON.stringify(value).includes('${')));

/** A program without what depends on the names of what draws, and on where things are written. */
const meaning = ({ networks, models, datasets, phases, evaluations }: Program, prefix: string): unknown => {
  const left = ['range', 'weights', 'course', 'figures'];
  const json = JSON.stringify({ networks, models, datasets, phases, evaluations }, (key, value: unknown) =>
    key === 'range' ||
    (left.includes(key) && typeof value !== 'object') ||
    (key === 'figures' && typeof value === 'object' && !Array.isArray(value))
      ? undefined
      : value,
  );
  return JSON.parse(
    prefix === '' ? json : json.replace(new RegExp(`(?<![\\w.])${prefix.replaceAll('.', '\\.')}`, 'g'), ''),
  );
};

const named = (list: readonly { name: string }[]) => new Map(list.map((one) => [one.name, one]));

function importing(graph: (typeof GRAPHS)[number], namespaces: readonly string[]): Checked {
  const files = new Map<string, string>([[graph.file, graph.text]]);
  const steps = [...namespaces].reverse();
  let inner = graph.file;
  for (const [at, namespace] of steps.slice(0, -1).entries()) {
    const file = join(graph.file, `../between-${at}.yaml`);
    files.set(file, stringify({ lagraph: 1, imports: { [namespace]: inner.replace(/^.*\//, '') } }));
    inner = file;
  }
  const text = stringify({
    lagraph: 1,
    ...(/^seed: /m.test(graph.text) ? { seed: (parse(graph.text) as { seed: number }).seed } : {}),
    imports: { [steps.at(-1)!]: { from: inner.replace(/^.*\//, '') } },
    ...asking(graph, `${namespaces.join('.')}.`),
  });
  const read: ReadPart = (file) => (files.has(file) ? { text: files.get(file)! } : readPart(file));
  return check(text, { file: join(graph.file, '../importer.yaml'), readPart: read });
}

it('there are graphs to import', () => {
  expect(GRAPHS.length).toBeGreaterThan(8);
});

it('is the same in another graph', () => {
  const namespaces = fc.array(fc.constantFrom(...NAMESPACES), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.constantFrom(...GRAPHS), namespaces, (graph, spaces) => {
      const { program, diagnostics, sources, document } = importing(graph, spaces);
      const errors = diagnostics.filter(({ severity }) => severity === 'error');
      expect(renderText(errors, sources), graph.file).toBe('');
      const alone = check(graph.text, { file: graph.file, readPart }).program!;
      const prefix = `${spaces.join('.')}.`;
      const [inside, outside] = [meaning(program!, prefix), meaning(alone, '')] as Program[];
      expect(inside!.phases.map(({ name }) => name)).toEqual(outside!.phases.map(({ name }) => name));
      for (const key of ['phases', 'networks', 'models', 'datasets', 'evaluations'] as const) {
        const known = named(outside![key]);
        for (const one of inside![key]) expect(one).toEqual(known.get(one.name));
      }
      // Every network and data set of the phases is there, and put in it is a graph by itself.
      const again = check(stringify(document!.resolved), { file: join(graph.file, '../importer.yaml') });
      expect(meaning(again.program!, '')).toEqual(meaning(program!, ''));
    }),
    { numRuns: 60, seed: 17 },
  );
}, 60_000);
