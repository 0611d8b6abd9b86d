import type { DocumentHighlight, Location, Position } from 'vscode-languageserver';
import type { Analysis } from '../analysis.js';
import { namedLayerRange } from '../layer-places.js';
import { declarationOf, NO_OTHERS, usersOf, type OtherGraphs } from '../parts.js';
import { uriOf } from '../uris.js';

const locate = (analysis: Analysis, place: { start: number; end: number }): Location => ({
  uri: analysis.uri,
  range: analysis.range(place),
});

/** Where the name at a position is declared; for a layer without a written name, the layer. Of a path, its file. */
export function definitionAt(
  analysis: Analysis,
  position: Position,
  others: OtherGraphs = NO_OTHERS,
): Location[] {
  const offset = analysis.offset(position);
  const file = importedFileAt(analysis, offset);
  if (file !== undefined) return [{ uri: uriOf(file), range: { start: START, end: START } }];
  const occurrence = analysis.occurrenceAt(offset);
  if (!occurrence) return [];
  const { analysis: own, symbol } = declarationOf(analysis, occurrence.symbol, others);
  const declared = own.occurrencesOf(symbol).filter(({ isDefinition }) => isDefinition);
  if (declared.length > 0) return declared.map((each) => locate(own, each));
  const layer = namedLayerRange(own, symbol);
  return layer ? [locate(own, layer)] : [];
}

const START: Position = { line: 0, character: 0 };

/** The file of the import whose namespace or path is at an offset. */
function importedFileAt(analysis: Analysis, offset: number): string | undefined {
  const inside = ({ start, end }: { start: number; end: number }) => start <= offset && offset <= end;
  return analysis
    .imported()
    .filter(({ namespace }) => !namespace.includes('.'))
    .find(({ namespace, range }) => {
      const key = analysis.ownOutline().imports.get(namespace)?.keyRange;
      return inside(range) || (key && inside(key));
    })?.file;
}

/** Every place that names what is named at a position, in the graph, its parts and what imports them. */
export function referencesAt(
  analysis: Analysis,
  position: Position,
  withDeclaration: boolean,
  others: OtherGraphs = NO_OTHERS,
): Location[] {
  const occurrence = analysis.occurrenceAt(analysis.offset(position));
  if (!occurrence) return [];
  const users = usersOf(declarationOf(analysis, occurrence.symbol, others), others);
  const found = users.flatMap(({ analysis: user, symbol }) =>
    user
      .occurrencesOf(symbol)
      .filter(({ isDefinition }) => withDeclaration || !isDefinition)
      .map((each) => [`${user.file}\0${each.start}`, locate(user, each)] as const),
  );
  // What several uses of a template have in common stands once.
  return [...new Map(found).values()];
}

export function highlightsAt(analysis: Analysis, position: Position): DocumentHighlight[] {
  const occurrence = analysis.occurrenceAt(analysis.offset(position));
  if (!occurrence) return [];
  return analysis.occurrencesOf(occurrence.symbol).map((each) => ({ range: analysis.range(each) }));
}
