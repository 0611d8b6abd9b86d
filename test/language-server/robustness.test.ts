/** Texts with random damage, and positions anywhere in them: every request has an answer. */
import { expect, it } from 'vitest';
import type { Range } from 'vscode-languageserver';
import { diagnosticCatalog } from '../../src/diagnostics/index.js';
import {
  codeActionsOf,
  codeLensesOf,
  completionsAt,
  definitionAt,
  diagnosticsOf,
  documentSymbolsOf,
  highlightsAt,
  hoverAt,
  prepareRenameAt,
  referencesAt,
  renameAt,
} from '../../src/language-server/index.js';
import { load } from '../bench/import-bench-module.js';
import { analysed, editsOf } from './graph-editing.js';

interface Chance {
  whole(below: number): number;
  happens(share: number): boolean;
  of<T>(values: readonly T[]): T;
}

const MUTANTS = 100;
const NEW_NAMES = ['x', 'image', 'true', 'link', 'a b', ''];

it(`answers every request on ${MUTANTS} damaged graphs`, async () => {
  const { mutants } = await load<{
    mutants(seed: number, catalog: unknown): (i: number) => { text: string };
  }>('fuzzing/mutants.mjs');
  const { chanceOf } = await load<{ chanceOf(seed: number, i: number): Chance }>('fuzzing/seeded-random.mjs');
  const mutant = mutants(5, diagnosticCatalog);
  for (let number = 0; number < MUTANTS; number += 1) {
    const chance = chanceOf(6, number);
    let { text } = mutant(number);
    // Half typed, and with the line ends of Windows.
    if (chance.happens(0.4)) text = text.slice(0, chance.whole(text.length + 1));
    if (chance.happens(0.2)) text = text.replace(/\r?\n/g, '\r\n');
    const analysis = analysed(text);
    const end = analysis.position(text.length);
    const isInside = ({ start, end: last }: Range) => {
      expect(analysis.offset(start)).toBeLessThanOrEqual(analysis.offset(last));
      expect(analysis.position(analysis.offset(last))).toEqual(last);
    };
    for (const { range, selectionRange } of documentSymbolsOf(analysis)) {
      isInside(range);
      expect(analysis.offset(selectionRange.start)).toBeGreaterThanOrEqual(analysis.offset(range.start));
      expect(analysis.offset(selectionRange.end)).toBeLessThanOrEqual(analysis.offset(range.end));
    }
    diagnosticsOf(analysis).forEach(({ range }) => isInside(range));
    codeLensesOf(analysis).forEach(({ range }) => isInside(range));
    for (const { edit } of codeActionsOf(analysis, { start: analysis.position(0), end })) {
      editsOf(edit).forEach(({ range }) => isInside(range));
    }
    for (let tries = 0; tries < 6; tries += 1) {
      const position = analysis.position(chance.whole(text.length + 1));
      completionsAt(analysis, position).forEach(({ textEdit }) =>
        isInside((textEdit as { range: Range }).range),
      );
      hoverAt(analysis, position);
      definitionAt(analysis, position).forEach(({ range }) => isInside(range));
      referencesAt(analysis, position, chance.happens(0.5)).forEach(({ range }) => isInside(range));
      highlightsAt(analysis, position);
      prepareRenameAt(analysis, position);
      if (tries === 0) renameAt(analysis, position, chance.of(NEW_NAMES));
    }
  }
});
