/** Invariants of all diagnostics of a graph, whatever is wrong with it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, type Diagnostic, type SourceRange } from '../../src/diagnostics/index.js';
import { check } from '../../src/index.js';

const root = join(import.meta.dirname, '../..');
const example = (name: string) => readFileSync(join(root, 'examples', `${name}.yaml`), 'utf8');
const graphs = ['classifier', 'denoising', 'vae', 'linker'].map(example);

const place = ({ start, end }: SourceRange) => `${start}-${end}`;
const fileOnly = (text: string) => (text === '' ? 0 : 1);

/** Violated invariants of a text's diagnostics; empty if there are none. */
function faults(text: string): string[] {
  const { diagnostics } = check(text);
  const places = new Set<string>();
  return diagnostics.flatMap((diagnostic) => {
    const { code, range, suggestion } = diagnostic;
    const found: string[] = [];
    if (range) {
      if (range.start < 0 || range.end > text.length) found.push(`${code} stands outside of the text`);
      if (range.end - range.start < fileOnly(text)) found.push(`${code} points at nothing`);
      if (places.has(place(range))) found.push(`${code} stands where another stands`);
      places.add(place(range));
    }
    if (suggestion?.range && suggestion.replacement !== undefined && remains(text, diagnostic)) {
      found.push(`${code}: ${suggestion.message} does not help`);
    }
    return found;
  });
}

/** Whether the error remains after its suggestion is applied. */
function remains(text: string, { code, range, suggestion }: Diagnostic): boolean {
  const edit = { range: suggestion!.range!, replacement: suggestion!.replacement! };
  const after = check(applyEdits(text, edit.range.file, [edit])).diagnostics;
  return after.some((one) => one.code === code && one.range?.start === range?.start);
}

/** A typo: characters are omitted, inserted, doubled or replaced. */
const slip = fc.record({
  graph: fc.nat(graphs.length - 1),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(12),
  put: fc.constantFrom(
    '',
    ' ',
    ':',
    ',',
    '{',
    '}',
    '[',
    '"',
    '\n',
    '#',
    '0.5',
    '-1',
    'x',
    'null',
    'image',
    '(',
  ),
});

it('every place is one, is within the text and points at something, and every suggestion helps', () => {
  fc.assert(
    fc.property(slip, ({ graph, at, length, put }) => {
      const text = graphs[graph]!;
      const start = Math.floor(at * text.length);
      expect(faults(text.slice(0, start) + put + text.slice(start + length))).toEqual([]);
    }),
    { seed: 14, numRuns: 400 },
  );
});

describe('one thing is said once', () => {
  it.each([
    ['a part of a number that must be whole', 'batch_size: 64', 'batch_size: 0.5'],
    ['a negative part', 'batch_size: 64', 'batch_size: -1.5'],
    ['nothing', 'train: reader', 'train:'],
    ['an empty text', 'train: reader', 'train: ""'],
  ])('%s', (_what, from, to) => {
    const { diagnostics } = check(example('classifier').replace(from, to));
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]!.notes).toEqual([]);
  });
});

it('a suggestion that does not help is not made', () => {
  // `greater` is similar, but takes two values.
  const { diagnostics } = check(example('classifier').replace('reader: encoder', 'tester: encoder'));
  const call = diagnostics.find(({ code }) => code === 'unknown-name')!;
  expect(call.message).toContain('`reader`');
  expect(call.suggestion).toEqual({
    message: 'there are encoder, head and tester; docs/language.md lists the functions',
  });
});

it('names of any length are shown as far as they can be read', () => {
  const name = 'n'.repeat(5000);
  const { diagnostics } = check(example('classifier').replace('data: mnist,', `data: ${name},`));
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]!.message).toMatch(/^there is no data set `n{40,}…n+`$/);
  expect(diagnostics[0]!.message.length).toBeLessThan(120);
});

it('edits of overrides are tried as well', () => {
  const { diagnostics } = check(example('autoencoder'), { overrides: ['seed=2', 'plan.copy.on.epohcs=3'] });
  expect(diagnostics[0]!.suggestion).toMatchObject({ replacement: 'plan.copy.on.epochs' });
});
