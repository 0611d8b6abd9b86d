/** The reference of the language agrees with the definitions, and its statements are tested. */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import * as vocabulary from '../../src/vocabulary/index.js';
import { resolvedYaml } from '../../src/cli/resolved-yaml.js';
import { renderText } from '../../src/diagnostics/index.js';
import { parseExpression } from '../../src/dsl/expression/index.js';
import { structureSchema } from '../../src/dsl/generate/index.js';
import { check, type CheckOptions, type Document, type ReadPart } from '../../src/index.js';
import { root } from '../support/build-dist.js';
import { keysOf, usesOf, type Path, type Schema } from './schema-keys.js';

const page = join(root, 'docs/language.md');
const schema = JSON.parse(readFileSync(join(root, 'schema/lagraph.schema.json'), 'utf8')) as Schema;

interface Language {
  vocabulary: typeof vocabulary;
  structure: unknown;
  resolve(graph: string, options: CheckOptions): Document | undefined;
  print(document: Document): string;
}
interface Example {
  text: string;
  graph: string;
}
const { reference, examples, readPart } = (await import(
  join(root, 'scripts/generate-language-reference.mjs')
)) as {
  reference(language: Language): string;
  examples: Example[];
  readPart: ReadPart;
};
const text = reference({
  vocabulary,
  structure: structureSchema(),
  resolve: (graph, options) => check(graph, { ...options, readPart }).document,
  print: resolvedYaml,
});

/** Every key in a table of the page, with the heading above it: `Phase: stop_early.patience`. */
function keysOfPage(): string[] {
  let heading = '';
  let isTable = false;
  return text.split('\n').flatMap((line) => {
    heading = /^#+ (.*)/.exec(line)?.[1] ?? heading;
    if (/^\| (key|argument) \|/.test(line)) isTable = true;
    else if (!line.startsWith('|')) isTable = false;
    const key = isTable ? /^\| `([^`]+)`/.exec(line)?.[1] : undefined;
    return key === undefined ? [] : [`${heading}: ${key}`];
  });
}

describe('the page on the language', () => {
  it('is as the definitions are', async () => {
    if (process.env['LAGRAPH_UPDATE_GOLDEN']) await writeFile(page, text);
    expect(text).toBe(readFileSync(page, 'utf8'));
  });

  it('names every word with what it does', () => {
    for (const words of Object.values(vocabulary)) {
      if (!(words instanceof Map)) continue;
      for (const { name, summary } of words.values() as Iterable<{ name: string; summary: string }>) {
        expect(text, name).toContain(name);
        expect(text, name).toContain(summary.replaceAll('|', '\\|'));
      }
    }
  });

  it('has every key of the schema in its place, and no others', () => {
    expect(keysOfPage().sort()).toEqual([...keysOf(schema)].sort());
  });

  it('has headings of their own, and links that lead to them', () => {
    const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading!);
    const anchors = headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(anchors.filter((anchor, at) => anchors.indexOf(anchor) !== at)).toEqual([]);
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, link]) => link!);
    expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
  });
});

/** Rows of the tables with these column titles. */
function tableOf(...heads: string[]): string[][] {
  const [, rows] = text.split(`| ${heads.join(' | ')} |\n| --- | --- |\n`);
  return rows!
    .slice(0, rows!.search(/^[^|]/m))
    .trim()
    .split('\n')
    .map((row) => row.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
}

describe('its tables', () => {
  const { graph } = examples[0]!;
  const codesOf = (override: string) =>
    check(graph, { overrides: [override] }).diagnostics.map(({ code }) => code);

  it('name the keys that an override may add, and no others', () => {
    const places: Record<string, string> = {
      'the graph': '',
      'a phase': 'plan.draw.',
      '`on` of a phase, where it is a map': 'plan.draw.on.',
      'an evaluation': 'evaluate.digits_read.',
      'a data set': 'data.mnist.',
    };
    const rows = tableOf('in', 'may be added');
    expect(rows.map(([place]) => place)).toEqual(Object.keys(places));
    const named = rows.flatMap(([place, keys]) =>
      [...keys!.matchAll(/\w+/g)].map(([key]) => `${places[place!]}${key}`),
    );
    const titles = ['Graph', 'Phase', 'Training data', 'Evaluation', 'Data set'];
    const every = [...keysOf(schema)].flatMap((key) => {
      const [title, path] = key.split(': ') as [string, string];
      const at = titles.indexOf(title);
      return at < 0 || path.includes('.') ? [] : [`${Object.values(places)[at]}${path}`];
    });
    const written = parse(graph) as object;
    const isWritten = (path: string) =>
      path
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], written) !==
      undefined;
    for (const path of [...new Set([...every, ...named])].filter((one) => !isWritten(one))) {
      expect(codesOf(`${path}=1`).includes('unknown-override'), path).toBe(!named.includes(path));
    }
  });

  it('say how expressions are read', () => {
    const rows = tableOf('written', 'is');
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) {
      const [written, full] = row.map((cell) => structureOf(cell.replaceAll('`', '')));
      expect(written, row[0]).toEqual(full);
    }
  });
});

/** An expression without source ranges. */
function structureOf(expression: string): unknown {
  const read = parseExpression(
    expression,
    (start, end) => ({ file: '', start, end }),
    ({ message }) => expect.fail(message),
  );
  const isPlace = (key: string) => /[rR]ange$/.test(key) || key === 'arrow';
  return JSON.parse(JSON.stringify(read, (key, part: unknown) => (isPlace(key) ? undefined : part)));
}

describe('its examples', () => {
  it.each(examples.map((example, at) => [at + 1, example] as const))('%i has no fault', (_, { graph }) => {
    const { diagnostics, sources, program } = check(graph, { readPart });
    // A part of a graph need not use everything that it declares.
    const faults = diagnostics.filter(({ code }) => code !== 'unused');
    expect(renderText(faults, sources)).toBe('');
    expect(program).toBeDefined();
  });

  it('show every key of the structure', () => {
    // Modules of words are shown on a page of their own.
    const ofWords = [...readFileSync('docs/words.md', 'utf8').matchAll(/^```yaml\n(.*?)^```/gms)];
    const shown = new Set(
      [...examples.map((example) => example.text), ...ofWords.map(([, text]) => text!)].flatMap((text) =>
        usesOf(schema, parse(text)).map(({ key }) => key),
      ),
    );
    const { layers, optimizers, initializers, regularizers, constraints, sources } = vocabulary;
    const words = [layers, optimizers, initializers, regularizers, constraints, sources];
    const isWord = (key: string) => words.some((list) => list.has(key.slice(0, key.indexOf(':'))));
    expect([...keysOf(schema)].filter((key) => !shown.has(key) && !isWord(key))).toEqual([]);
  });
});

describe('a default', () => {
  const uses = examples.flatMap(({ graph }) =>
    usesOf(schema, parse(graph)).flatMap(({ key, path, schema: { default: standard } }) =>
      standard === undefined ? [] : [{ key, path, standard, graph }],
    ),
  );
  const each = [...new Map(uses.map((use) => [use.key, use])).values()];

  it.each(each.map((use) => [use.key, use] as const))('%s is what leaving it out means', (_, use) => {
    const { graph, path, standard } = use;
    expect(meaningOf(changed(graph, path, standard))).toEqual(meaningOf(changed(graph, path, undefined)));
  });
});

/** A graph with another value at a path, or without it. */
function changed(graph: string, path: Path, value: unknown): string {
  const data = parse(graph) as unknown;
  const around = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, data as Around);
  const last = path.at(-1)!;
  if (value === undefined) delete around[last];
  else around[last] = value;
  return stringify(data);
}
type Around = Record<string | number, unknown>;

/** The program of a graph, or its diagnostics, without source ranges. */
function meaningOf(graph: string): unknown {
  const { program, diagnostics } = check(graph);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const keep = (key: string, part: unknown) => (key === 'range' || key === 'titles' ? undefined : part);
  return JSON.parse(JSON.stringify(program ?? errors.map(({ code, message }) => ({ code, message })), keep));
}
