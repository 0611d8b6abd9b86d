import { tokenizeExpression } from '../../dsl/index.js';

export interface ExpressionName {
  /** The name before the first dot. */
  name: string;
  /** With what follows behind dots: `digit.image`. */
  dotted: string;
  start: number;
  end: number;
  members: { start: number; end: number }[];
}

/** The names of an expression that are no options of functions and no outputs of calls. */
export function namesInExpression(text: string): ExpressionName[] {
  // References to parameters are filled with digits, so that positions stay.
  const readable = text.replace(/\$\{[^}]*\}/g, (reference) => '0'.repeat(reference.length));
  let tokens;
  try {
    tokens = tokenizeExpression(readable);
  } catch {
    return [];
  }
  const names: ExpressionName[] = [];
  tokens.forEach((token, at) => {
    if (token.kind !== 'name' || tokens[at - 1]?.text === '.' || tokens[at + 1]?.text === '=') return;
    const members: ExpressionName['members'] = [];
    let dotted = token.text;
    for (let next = at + 1; tokens[next]?.text === '.' && tokens[next + 1]?.kind === 'name'; next += 2) {
      const { text: member, start, end } = tokens[next + 1]!;
      dotted += `.${member}`;
      members.push({ start, end });
    }
    names.push({ name: token.text, dotted, start: token.start, end: token.end, members });
  });
  return names;
}
