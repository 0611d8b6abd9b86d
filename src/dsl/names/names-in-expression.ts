import { tokenizeExpression } from '../expression/index.js';

export interface ExpressionName {
  /** The name before the first dot. */
  name: string;
  /** With what follows behind dots: `digit.image`. */
  dotted: string;
  /** Whether it is called: `encoder(x)`, `x -> encoder`. */
  isCallee: boolean;
  /** Whether it stands before an arrow. */
  isPiped: boolean;
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
    let next = at + 1;
    for (; tokens[next]?.text === '.' && tokens[next + 1]?.kind === 'name'; next += 2) {
      const { text: member, start, end } = tokens[next + 1]!;
      dotted += `.${member}`;
      members.push({ start, end });
    }
    const isCallee = tokens[next]?.text === '(' || tokens[at - 1]?.text === '->';
    const isPiped = tokens[next]?.text === '->';
    const { text: name, start, end } = token;
    names.push({ name, dotted, isCallee, isPiped, start, end, members });
  });
  return names;
}
