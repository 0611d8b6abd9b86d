/**
 * The mutants of bench/fuzz-check.mjs: a part of a long round, and the invariants themselves with what violates
 * them.
 */
import { describe, expect, it } from 'vitest';
import * as compiler from '../../src/compiler/index.js';
import * as diagnostics from '../../src/diagnostics/index.js';
import type { Diagnostic } from '../../src/diagnostics/index.js';
import { check, type Checked } from '../../src/index.js';
import { rounds, roundsSeed, roundsTimeout } from '../support/rounds.js';
import { load } from './import-bench-module.js';

const { diagnosticCatalog: catalog } = diagnostics;

interface Mutant {
  number: number;
  text: string;
  overrides: string[];
}
interface Breach {
  law: string;
  detail: string;
}
const { mutants } = await load<{ mutants(seed: number, of: typeof catalog): (number: number) => Mutant }>(
  'fuzzing/mutants.mjs',
);
const { broken } = await load<{ broken(lib: unknown, mutant: { text: string }): Breach[] }>(
  'fuzzing/invariants.mjs',
);

const { lagraphOf } = await load<{ lagraphOf(index: object, diagnostics: object, compiler: object): object }>(
  'fuzzing/import-lagraph.mjs',
);

const lib = lagraphOf({ check }, diagnostics, compiler);

describe('mutants', () => {
  const mutant = mutants(roundsSeed(1), catalog);
  const numbers = Array.from({ length: 4 * rounds(150) }, (_, number) => number);
  const starts = [0, 1, 2, 3].map((quarter) => (quarter * numbers.length) / 4);

  // bench/fuzz-check.mjs takes 20,000, which last minutes.
  it.each(starts)('from %i break no law', { timeout: roundsTimeout(120_000) }, async (from) => {
    const breaches: string[] = [];
    for (const number of numbers.slice(from, from + numbers.length / 4)) {
      for (const { law, detail } of broken(lib, mutant(number))) {
        breaches.push(`mutant ${number}: ${law}: ${detail}`);
      }
      // Yields to the event loop for Vitest's own messages.
      if (number % 20 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(breaches).toEqual([]);
  });

  it('are the same for the same seed and number, and others for others', () => {
    const again = mutants(roundsSeed(1), catalog);
    const other = mutants(roundsSeed(1) + 1, catalog);
    const some = numbers.slice(0, 50);
    expect(some.map((number) => again(number))).toEqual(some.map((number) => mutant(number)));
    expect(some.filter((number) => other(number).text === mutant(number).text)).toEqual([]);
    expect(new Set(some.map((number) => mutant(number).text)).size).toBeGreaterThan(45);
  });
});

describe('a law is broken by', () => {
  const text = 'lagraph: 1\nnetworks: {a: 1}\n';
  const error = (change: Partial<Diagnostic>): Diagnostic => ({
    code: 'wrong-type',
    severity: 'error',
    message: 'no',
    range: { file: 'g.yaml', start: 8, end: 9 },
    notes: [],
    ...change,
  });
  const laws = (diagnostics: Diagnostic[], change: Partial<Checked> = {}) => {
    const checked = { diagnostics, sources: new Map([['g.yaml', text]]), ...change };
    return broken({ ...lib, check: () => checked }, { text }).map(({ law }) => law);
  };
  const at = (start: number, end: number, file = 'g.yaml') => ({ range: { file, start, end } });

  it.each<[string, Diagnostic[]]>([
    ['silent', []],
    ['range', [error(at(3, text.length + 1))]],
    ['range', [error(at(0, 1, 'other.yaml'))]],
    ['empty', [error(at(3, 3))]],
    ['twice', [error({}), error({ code: 'out-of-range' })]],
    ['code', [error({ code: 'wrong-tpye' })]],
    ['words', [error({ message: 'it is undefined' })]],
    ['long', [error({ message: 'a'.repeat(1001) })]],
    ['suggestion', [error({ suggestion: { message: 'did you mean 2?', ...at(8, 9), replacement: '2' } })]],
  ])('%s', (law, diagnostics) => {
    expect(laws(diagnostics)).toContain(law);
  });

  // Renderers escape control characters: a renderer that does not is substituted.
  it.each(['a\u001b[31mb', 'a\u202eb'])('control: %j', (printed) => {
    const check = () => ({ diagnostics: [error({})], sources: new Map([['g.yaml', text]]) });
    const found = broken({ ...lib, check, renderText: () => printed }, { text });
    expect(found.map(({ law }) => law)).toContain('control');
  });

  it('pollutes', () => {
    const check = (): Checked => {
      Object.defineProperty(Object.prototype, 'encoder', { value: 1, enumerable: true, configurable: true });
      return { diagnostics: [error({})], sources: new Map([['g.yaml', text]]) };
    };
    expect(broken({ ...lib, check }, { text })).toMatchObject([{ law: 'pollutes' }]);
    expect(({} as Record<string, unknown>)['encoder']).toBe(undefined);
  });

  it('throws', () => {
    const thrower = () => {
      throw new RangeError('Maximum call stack size exceeded');
    };
    expect(broken({ ...lib, check: thrower }, { text })).toMatchObject([{ law: 'throws' }]);
    expect(broken({ ...lib, renderJson: thrower }, { text })).toMatchObject([{ law: 'throws' }]);
  });

  it('slow', () => {
    const check = (): Checked => {
      const begun = process.cpuUsage();
      for (let spent = { user: 0, system: 0 }; spent.user + spent.system < 1_050_000;)
        spent = process.cpuUsage(begun);
      return { diagnostics: [error({})], sources: new Map([['g.yaml', text]]) };
    };
    expect(broken({ ...lib, check }, { text })).toMatchObject([{ law: 'slow' }]);
  });

  it('json', () => {
    expect(broken({ ...lib, renderJson: () => '[}' }, { text })).toMatchObject([{ law: 'json' }]);
  });

  it('unsound', () => {
    const { program } = check('lagraph: 1\nnetworks: {a: {weights: [1]}}\n');
    expect(laws([error({})], program ? { program } : {})).toContain('unsound');
  });
});
