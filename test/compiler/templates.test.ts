/** A graph with templates means what it means with their texts written out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { renderText } from '../../src/diagnostics/index.js';
import { check } from '../../src/index.js';
import { root } from '../support/build-dist.js';

type Value = null | string | number | boolean | Value[] | { [key: string]: Value };
type Entry = Record<string, Value>;

const graphs = [
  'examples/vae.yaml',
  'examples/linker.yaml',
  'examples/denoising.yaml',
  'examples/frozen-encoder.yaml',
  'test/compiler/graphs/nodes.yaml',
  'test/compiler/graphs/adversarial.yaml',
  'test/compiler/graphs/link.yaml',
].map((path) => readFileSync(join(root, path), 'utf8'));

const isMap = (value: Value | undefined): value is Entry =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const FORMS: Readonly<Record<string, string>> = {
  data: 'data_set',
  networks: 'network',
  models: 'model',
  plan: 'phase',
  evaluate: 'evaluation',
};

/** A graph in which some of what stands there is made by templates, as a number of choices says. */
function withTemplates(graph: Entry, choose: (most: number) => number): Entry {
  const templates: Entry = {};
  /** A value made by a template of its own, in which some numbers and words are parameters. */
  const template = (form: string, value: Value): Entry => {
    const name = `t${Object.keys(templates).length}`;
    const params: Entry = {};
    const given: Entry = {};
    const inside = (each: Value): Value => {
      if (Array.isArray(each)) return each.map(inside);
      if (isMap(each))
        return Object.fromEntries(Object.entries(each).map(([key, inner]) => [key, inside(inner)]));
      if (each === null || (typeof each === 'string' && each.includes('${')) || choose(3) > 0) return each;
      const param = `p${Object.keys(params).length}`;
      const type = typeof each === 'string' ? 'text' : typeof each;
      const isDefault = choose(2) === 0;
      params[param] = isDefault ? each : { type };
      if (!isDefault) given[param] = each;
      return `\${${param}}`;
    };
    const body = inside(value);
    templates[name] = { ...(Object.keys(params).length > 0 ? { params } : {}), [form]: body };
    return { use: name, ...(Object.keys(given).length > 0 ? { with: given } : {}) };
  };
  const layers = (list: Value): Value => {
    if (!Array.isArray(list) || list.length === 0) return list;
    const from = choose(list.length);
    const to = from + 1 + choose(list.length - from);
    return [...list.slice(0, from), template('layers', list.slice(from, to)), ...list.slice(to)];
  };
  const made = Object.fromEntries(
    Object.entries(graph).map(([section, entries]) => {
      const form = FORMS[section];
      if (form === undefined || !isMap(entries)) return [section, entries];
      const changed = Object.entries(entries).map(([name, entry]): [string, Value] => {
        let value = entry;
        if (isMap(value) && 'layers' in value && choose(2) === 0)
          value = { ...value, layers: layers(value.layers!) };
        if (isMap(value) && 'optimizer' in value && choose(2) === 0)
          value = { ...value, optimizer: template('value', value.optimizer!) };
        if (choose(2) === 0) return [name, value];
        const used = template(form, value);
        // A key of the entry itself goes before that of the template.
        return [name, isMap(value) && 'on' in value && choose(2) === 0 ? { ...used, on: value.on! } : used];
      });
      return [section, Object.fromEntries(changed)];
    }),
  );
  return { ...made, ...(Object.keys(templates).length > 0 ? { templates } : {}) };
}

const meaning = (text: string) => {
  const { program, document, diagnostics, sources } = check(text);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(`${text}\n${renderText(errors, sources)}`);
  return {
    resolved: document!.resolved,
    phases: program!.phases.map(({ name, fingerprint }) => ({ name, fingerprint })),
  };
};

describe('a graph with templates', () => {
  it('has the meaning and the keys of the graph in which they are written out', () => {
    const known = graphs.map((text) => ({ graph: parse(text) as Entry, expected: meaning(text) }));
    fc.assert(
      fc.property(fc.nat(known.length - 1), fc.infiniteStream(fc.nat(999)), (which, choices) => {
        const { graph, expected } = known[which]!;
        const choose = (most: number): number => (choices.next().value as number) % most;
        expect(meaning(stringify(withTemplates(graph, choose)))).toEqual(expected);
      }),
      { numRuns: 60, seed: 18 },
    );
  });

  it('is a graph again when templates of entries are put in, with the same keys', () => {
    const text = readFileSync(join(root, 'examples/templates.yaml'), 'utf8');
    const made = meaning(text);
    expect(made.phases.map(({ name }) => name)).toEqual(['upright.learn', 'turned.learn']);
    expect(meaning(stringify(made.resolved))).toEqual(made);
  });
});
