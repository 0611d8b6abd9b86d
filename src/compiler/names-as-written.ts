import type { Diagnostic } from '../diagnostics/index.js';
import type { PartEntry } from '../dsl/index.js';

/**
 * A diagnostic in the file of a part with names as they are written there, without the namespace that the part has in
 * the graph. So an error of a part that is imported twice is one error.
 */
export function withNamesAsWritten(diagnostic: Diagnostic, parts: readonly PartEntry[]): Diagnostic {
  const { range, message, notes, suggestion } = diagnostic;
  const inFile = (file: string | undefined): readonly string[] =>
    file === undefined
      ? []
      : parts
          .filter((part) => part.file === file)
          .map(({ namespace }) => namespace)
          .sort((a, b) => b.length - a.length);
  const own = inFile(range?.file);
  const edited = inFile(suggestion?.range?.file);
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
