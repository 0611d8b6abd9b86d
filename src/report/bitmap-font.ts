/**
 * Capital letters drawn as small squares. A warning in a picture must be readable on a machine without fonts, so it
 * is not left to a text renderer. Five columns and seven rows a letter; `#` is ink.
 */
const GLYPHS: Readonly<Record<string, readonly string[]>> = {
  A: [' ### ', '#   #', '#   #', '#####', '#   #', '#   #', '#   #'],
  D: ['#### ', '#   #', '#   #', '#   #', '#   #', '#   #', '#### '],
  E: ['#####', '#    ', '#    ', '#### ', '#    ', '#    ', '#####'],
  I: [' ### ', '  #  ', '  #  ', '  #  ', '  #  ', '  #  ', ' ### '],
  L: ['#    ', '#    ', '#    ', '#    ', '#    ', '#    ', '#####'],
  M: ['#   #', '## ##', '# # #', '# # #', '#   #', '#   #', '#   #'],
  S: [' ####', '#    ', '#    ', ' ### ', '    #', '    #', '#### '],
  T: ['#####', '  #  ', '  #  ', '  #  ', '  #  ', '  #  ', '  #  '],
  U: ['#   #', '#   #', '#   #', '#   #', '#   #', '#   #', ' ### '],
};

export const GLYPH_HEIGHT = 7;
/** Five columns of ink and one of air. */
const GLYPH_ADVANCE = 6;

/** Width in squares of a text set in these letters. */
export function bitmapTextWidth(text: string): number {
  return text.length * GLYPH_ADVANCE - 1;
}

/** Calls `ink(column, row)` for every inked square; unknown characters are gaps. */
export function drawBitmapText(text: string, drawPixel: (column: number, row: number) => void): void {
  [...text].forEach((character, at) => {
    GLYPHS[character]?.forEach((line, row) => {
      [...line].forEach((square, column) => {
        if (square === '#') drawPixel(at * GLYPH_ADVANCE + column, row);
      });
    });
  });
}
