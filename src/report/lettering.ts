/**
 * Capital letters drawn as small squares. A warning in a picture must be readable on a machine without fonts, so it
 * is not left to a text renderer. Five columns and seven rows a letter; `#` is ink.
 */
const LETTERS: Readonly<Record<string, readonly string[]>> = {
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

export const LETTER_ROWS = 7;
/** Five columns of ink and one of air. */
const ADVANCE = 6;

/** Width in squares of a text set in these letters. */
export function letteringWidth(text: string): number {
  return text.length * ADVANCE - 1;
}

/** Calls `ink(column, row)` for every inked square; unknown characters are gaps. */
export function letter(text: string, ink: (column: number, row: number) => void): void {
  [...text].forEach((character, at) => {
    LETTERS[character]?.forEach((line, row) => {
      [...line].forEach((square, column) => {
        if (square === '#') ink(at * ADVANCE + column, row);
      });
    });
  });
}
