/** Line width of a graph in its form. */
export const LINE_WIDTH = 120;

/** A text that prettier can't read, or in which it fails. */
export class LayoutError extends Error {
  constructor(
    message: string,
    /** Offset in the text; undefined if it is not known. */
    readonly offset: number | undefined,
  ) {
    super(message);
  }
}

/**
 * Spaces, indentation, quotes and line breaks, by prettier. Loaded on the first call, since no other command needs it.
 *
 * @throws LayoutError
 */
export async function layOut(text: string, printWidth = LINE_WIDTH): Promise<string> {
  const [{ format }, { default: yaml }] = await Promise.all([
    import('prettier/standalone'),
    import('prettier/plugins/yaml'),
  ]);
  try {
    return await format(text, {
      parser: 'yaml',
      plugins: [yaml],
      printWidth,
      bracketSpacing: false,
      proseWrap: 'preserve',
      endOfLine: 'lf',
    });
  } catch (error) {
    const { message } = error as Error;
    const { loc } = error as { loc?: { start?: { line: number; column: number } } };
    // prettier appends a picture of the place.
    throw new LayoutError(message.split(' (')[0]!.split('\n')[0]!, loc?.start && offsetOf(text, loc.start));
  }
}

/** The offset of a position that counts lines and columns from 1. */
function offsetOf(text: string, { line, column }: { line: number; column: number }): number {
  let start = 0;
  for (let i = 1; i < line; i += 1) {
    const next = text.indexOf('\n', start);
    if (next < 0) break;
    start = next + 1;
  }
  return Math.min(start + column - 1, text.length);
}
