import type { Position, Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { checkGraph } from '../../compiler/index.js';
import { applyEdits } from '../../diagnostics/index.js';
import type { Analysis } from '../analysis.js';
import { sameUpToNames } from '../same-up-to-names.js';
import type { GraphSymbol, Occurrence } from '../symbols/index.js';

/** A sentence for the user: why nothing was renamed. */
export interface Refusal {
  problem: string;
}

/** The name at a position, if it can be renamed. */
export function prepareRenameAt(
  analysis: Analysis,
  position: Position,
): { range: Range; placeholder: string } | Refusal | null {
  const occurrence = analysis.occurrenceAt(analysis.offset(position));
  if (!occurrence) return null;
  const refusal = refusalOf(analysis, occurrence.symbol);
  return refusal ?? { range: analysis.range(occurrence), placeholder: occurrence.symbol.name };
}

/** Renames what is named at a position, wherever it is named; refused if the graph would then mean something else. */
export function renameAt(
  analysis: Analysis,
  position: Position,
  newName: string,
): WorkspaceEdit | Refusal | null {
  const occurrence = analysis.occurrenceAt(analysis.offset(position));
  if (!occurrence) return null;
  const { symbol } = occurrence;
  if (newName === symbol.name) return { changes: {} };
  if (!NAME.test(newName)) {
    return {
      problem: `\`${newName}\` can not be a name: names are up to 100 letters, digits and _, and do not begin with a digit`,
    };
  }
  const places = analysis.occurrencesOf(symbol);
  const refusal = refusalOf(analysis, symbol) ?? checkRenamed(analysis, places, newName);
  if (refusal) return refusal;
  const edits: TextEdit[] = places.map((place) => ({ range: analysis.range(place), newText: newName }));
  return { changes: { [analysis.uri]: edits } };
}

const NAME = /^[A-Za-z_]\w{0,99}$/;

function refusalOf(analysis: Analysis, symbol: GraphSymbol): Refusal | undefined {
  const { kind, name, owner } = symbol;
  if (analysis.checked().document === undefined) {
    return { problem: 'nothing is renamed in a graph that can not be read: mend its errors first' };
  }
  if (analysis.occurrencesOf(symbol).some(({ isDefinition }) => isDefinition) || kind === 'input')
    return undefined;
  if (kind === 'field')
    return { problem: `\`${name}\` is a field of the source of \`${owner}\`, and its name stands` };
  if (kind === 'layer') {
    return {
      problem: `\`${name}\` is named after its kind: give the layer a name first, with \`name: ${name}\``,
    };
  }
  return { problem: `\`${name}\` is declared nowhere in this file` };
}

/** The graph after renaming must be the same but for the name. */
function checkRenamed(
  { text, file, checked }: Analysis,
  places: readonly Occurrence[],
  newName: string,
): Refusal | undefined {
  const renamed = applyEdits(
    text,
    file,
    places.map(({ start, end }) => ({ range: { file, start, end }, replacement: newName })),
  );
  const before = checked();
  const after = checkGraph(renamed, file, { overrides: [] });
  const old = places[0]!.symbol.name;
  if (before.program) {
    if (after.program && sameUpToNames(before.program, after.program, [old, newName])) return undefined;
    const errors = after.diagnostics.filter(({ severity }) => severity === 'error');
    // What follows from a name that is taken says less.
    const error = errors.find(({ code }) => code === 'name-taken') ?? errors[0];
    return {
      problem: error
        ? `\`${newName}\` can not be its name: ${error.message}`
        : `the graph would mean something else if \`${old}\` were called \`${newName}\``,
    };
  }
  const count = (diagnostics: typeof before.diagnostics) =>
    diagnostics.filter(({ severity }) => severity === 'error').length;
  if (after.document && count(after.diagnostics) <= count(before.diagnostics)) return undefined;
  return { problem: `\`${newName}\` can not be its name: the graph would have more errors than it has` };
}
