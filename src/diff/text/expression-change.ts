/** How one expression became another, in as few words as tell it. */
import type { Wire, WireId } from '../../compiler/index.js';
import { sameValue } from './value-text.js';

export interface ExpressionSide {
  wires: readonly Wire[];
  /** What each wire computes, comparable between both sides. */
  numbers: readonly number[];
  id: WireId;
  text(wires: readonly Wire[], id: WireId): string;
}

/** Texts of at most this many characters each are shown whole. */
const MAX_WHOLE = 60;

/**
 * Texts of what differs: of the whole expressions where they are short, of their smallest part that differs where they
 * are not.
 */
export function expressionChange(
  a: ExpressionSide,
  b: ExpressionSide,
): { before: string; after: string; note: string | null } {
  const heads = sameOperands(a, b);
  if (heads) return { ...heads, note: 'of the same values' };
  let [one, other] = [a, b];
  let depth = 0;
  for (;;) {
    const before = one.text(one.wires, one.id);
    const after = other.text(other.wires, other.id);
    const inner = differingOperand(one, other);
    if (!inner || (before.length <= MAX_WHOLE && after.length <= MAX_WHOLE)) {
      const root = a.wires[a.id]!;
      const note = depth === 0 ? null : `in ${root.op === 'function' ? root.name : 'the expression'}`;
      return { before, after, note };
    }
    depth += 1;
    one = { ...one, id: inner[0] };
    other = { ...other, id: inner[1] };
  }
}

/** Two functions, or one with other options, of the same operands: only these differ. */
function sameOperands(a: ExpressionSide, b: ExpressionSide): { before: string; after: string } | null {
  const [one, other] = [a.wires[a.id]!, b.wires[b.id]!];
  if (one.op !== 'function' || other.op !== 'function' || one.inputs.length === 0) return null;
  const operands = (side: ExpressionSide, wire: { inputs: readonly WireId[] }) =>
    wire.inputs.map((id) => side.numbers[id]);
  if (!sameValue(operands(a, one), operands(b, other))) return null;
  if (one.name !== other.name) return { before: one.name, after: other.name };
  return null;
}

/** The only operand that differs between two expressions of the same kind; null if they differ otherwise. */
function differingOperand(a: ExpressionSide, b: ExpressionSide): [WireId, WireId] | null {
  const [one, other] = [a.wires[a.id]!, b.wires[b.id]!];
  if (one.op === 'function' && other.op === 'function') {
    if (one.name !== other.name || !sameValue(one.options, other.options)) return null;
  } else if (one.op === 'call' && other.op === 'call') {
    if (one.network !== other.network) return null;
  } else return null;
  if (one.inputs.length !== other.inputs.length) return null;
  const differing = one.inputs.flatMap((id, at): [WireId, WireId][] =>
    a.numbers[id] === b.numbers[other.inputs[at]!] ? [] : [[id, other.inputs[at]!]],
  );
  return differing.length === 1 ? differing[0]! : null;
}
