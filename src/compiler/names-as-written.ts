import type { Diagnostic, SourceRange } from '../diagnostics/index.js';
import type { PartEntry } from '../dsl/index.js';

/**
 * A diagnostic in the file of a part, or in the text of a template, with names as they are written there: without the
 * namespace that the part has in the graph. So an error of a part that is imported twice is one error.
 */
export function withNamesAsWritten(diagnostic: Diagnostic, parts: readonly PartEntry[]): Diagnostic {
  const { range, message, notes, suggestion } = diagnostic;
  const inText = (place: SourceRange | undefined): readonly string[] => {
    if (!place) return [];
    const found = parts.filter((part) => part.file === place.file).map(({ namespace }) => namespace);
    for (let { use } = place; use; use = use.range.use)
      if (use.namespace !== undefined) found.push(use.namespace);
    return found.sort((a, b) => b.length - a.length);
  };
  const own = inText(range);
  const edited = inText(suggestion?.range);
  if (own.length === 0 && edited.length === 0) return diagnostic;
  return {
    ...diagnostic,
    message: withoutNamespaces(message, own),
    notes: notes.map((note) => ({ ...note, message: withoutNamespaces(note.message, own) })),
    ...(suggestion
      ? {
          suggestion: {
            ...suggestion,
            message: withoutNamespaces(suggestion.message, own),
            ...(suggestion.replacement === undefined
              ? {}
              : { replacement: withoutNamespaces(suggestion.replacement, edited) }),
            ...(suggestion.otherwise === undefined
              ? {}
              : { otherwise: withoutNamespaces(suggestion.otherwise, own) }),
          },
        }
      : {}),
  };
}

/** All names of the part in a sentence. */
function withoutNamespaces(sentence: string, namespaces: readonly string[]): string {
  return namespaces.reduce(
    (text, namespace) =>
      text.replaceAll(
        new RegExp(`(?<![\\w./])${namespace.replaceAll('.', '\\.')}\\.(?!ya?ml\\b)(?=\\w)`, 'g'),
        '',
      ),
    sentence,
  );
}
