/** A word of a graph's own has thrown, or has answered what no word may; the message is for users. */
export class WordError extends Error {
  override name = 'WordError';
}

/** What was thrown, as text: some modules throw other things than errors. */
export const thrownText = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message || thrown.name : String(thrown);

/** `call` of `Scale` (my-words.mjs) */
export const ruleOf = (rule: string, word: string, file: string): string =>
  `\`${rule}\` of \`${word}\` (${file})`;

/**
 * Calls a rule of a word.
 *
 * @throws WordError if it throws anything
 */
export function callRule<T>(what: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof WordError) throw error;
    throw new WordError(`${what} threw: ${thrownText(error)}`);
  }
}

/** As a rule's answer, for rules whose problems are told at the word. */
export function answerOf<T>(answer: () => T): T | { ok: false; problem: string } {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof WordError)) throw error;
    return { ok: false, problem: error.message };
  }
}
