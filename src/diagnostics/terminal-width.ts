/** Number of terminal cells of a character: East Asian wide letters and emoji two, combining marks none. */
export function terminalCells(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0xfeff || code === 0x200b || code === 0x200d || /\p{M}/u.test(character)) return 0;
  return isWide(code) ? 2 : 1;
}

/** The blocks of Unicode's EastAsianWidth.txt (15.1) that are wide or full width, coarsely. */
function isWide(code: number): boolean {
  return (
    code >= 0x1100 &&
    (code <= 0x115f ||
      (code >= 0x2e80 && code <= 0xa4cf && code !== 0x303f) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xfe30 && code <= 0xfe6f) ||
      (code >= 0xff00 && code <= 0xff60) ||
      (code >= 0xffe0 && code <= 0xffe6) ||
      (code >= 0x1f300 && code <= 0x1faff) ||
      (code >= 0x20000 && code <= 0x3fffd))
  );
}

/** A character as it is displayed: tabs as spaces, control characters (which could control the terminal) as a mark. */
export function displayedCharacter(character: string): string {
  if (character === '\t') return '    ';
  if (character === '\ufeff') return '';
  return /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/u.test(character) && character !== '\u200d'
    ? '\ufffd'
    : character;
}
