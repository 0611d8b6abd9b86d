import type { DocumentHighlight, Location, Position } from 'vscode-languageserver';
import type { Analysis } from '../analysis.js';
import { namedLayerRange } from '../layer-places.js';

const locate = (analysis: Analysis, place: { start: number; end: number }): Location => ({
  uri: analysis.uri,
  range: analysis.range(place),
});

/** Where the name at a position is declared; for a layer without a written name, the layer. */
export function definitionAt(analysis: Analysis, position: Position): Location[] {
  const occurrence = analysis.occurrenceAt(analysis.offset(position));
  if (!occurrence) return [];
  const declared = analysis.occurrencesOf(occurrence.symbol).filter(({ isDefinition }) => isDefinition);
  if (declared.length > 0) return declared.map((each) => locate(analysis, each));
  const layer = namedLayerRange(analysis, occurrence.symbol);
  return layer ? [locate(analysis, layer)] : [];
}

/** Every place that names what is named at a position. */
export function referencesAt(analysis: Analysis, position: Position, withDeclaration: boolean): Location[] {
  const occurrence = analysis.occurrenceAt(analysis.offset(position));
  if (!occurrence) return [];
  return analysis
    .occurrencesOf(occurrence.symbol)
    .filter(({ isDefinition }) => withDeclaration || !isDefinition)
    .map((each) => locate(analysis, each));
}

export function highlightsAt(analysis: Analysis, position: Position): DocumentHighlight[] {
  return referencesAt(analysis, position, true).map(({ range }) => ({ range }));
}
