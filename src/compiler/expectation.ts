/** What a figure is expected to be: `>= 0.7`. */
export interface Expectation {
  op: '>=' | '>' | '<=' | '<' | '==';
  value: number;
}

/** @param text an operator and a number; null if it is anything else */
export function parseExpectation(text: string): Expectation | null {
  const found = /^\s*(>=|<=|==|>|<)\s*(\S+)\s*$/.exec(text);
  const value = Number(found?.[2]);
  return found && !Number.isNaN(value) ? { op: found[1] as Expectation['op'], value } : null;
}

/** A value that is not a number meets no expectation. */
export function meetsExpectation(value: number, expect: Expectation): boolean {
  switch (expect.op) {
    case '>=':
      return value >= expect.value;
    case '>':
      return value > expect.value;
    case '<=':
      return value <= expect.value;
    case '<':
      return value < expect.value;
    case '==':
      return value === expect.value;
  }
}

export const expectationText = ({ op, value }: Expectation): string => `${op} ${value}`;
