/**
 * A bitmap font of 5 x 7 pixels for the simulation banner: it must be readable on machines without fonts, so no text
 * renderer is used. `#` is a set pixel.
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
/** Pixels from one glyph to the next: five, and one of spacing. */
const GLYPH_ADVANCE = 6;

/** Width of a text in font pixels. */
export function bitmapTextWidth(text: string): number {
  return text.length * GLYPH_ADVANCE - 1;
}

/** Calls `drawPixel(column, row)` for every set pixel; unknown characters are blank. */
export function drawBitmapText(text: string, drawPixel: (column: number, row: number) => void): void {
  [...text].forEach((character, at) => {
    GLYPHS[character]?.forEach((line, row) => {
      [...line].forEach((square, column) => {
        if (square === '#') drawPixel(at * GLYPH_ADVANCE + column, row);
      });
    });
  });
}
