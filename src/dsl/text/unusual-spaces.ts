/** Unicode spaces that YAML does not treat as white space: they are copied along from web pages. */
const UNUSUAL = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]+/u;

const NAMES: Readonly<Record<string, string>> = {
  '\u00a0': 'a no-break space',
  '\u200b': 'a zero-width space',
  '\u3000': 'an ideographic space',
  '\ufeff': 'a byte order mark',
};

export interface UnusualSpace {
  start: number;
  end: number;
  message: string;
  /** Replacement. */
  plain: string;
}

/** The first run of unusual spaces in a text. */
export function findUnusualSpace(text: string): UnusualSpace | undefined {
  const found = UNUSUAL.exec(text);
  if (!found) return undefined;
  const [run] = found;
  const name = NAMES[run[0]!] ?? 'an unusual space';
  const plain = run.replace(/[\u200b\ufeff]/g, '').replace(/./gu, ' ');
  return {
    start: found.index,
    end: found.index + run.length,
    message: `${name} stands here: it ${plain === '' ? 'can not be seen' : 'looks like a space'}, but YAML reads it as a letter`,
    plain,
  };
}
