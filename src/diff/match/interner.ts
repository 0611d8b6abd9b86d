import { canonicalJson } from '../../compiler/index.js';

/** Numbers values by content: equal content, equal number. Shared by both programs of a comparison. */
export interface Interner {
  numberOf(value: unknown): number;
}

export function createInterner(): Interner {
  const numbers = new Map<string, number>();
  return {
    numberOf(value) {
      const text = canonicalJson(value ?? null);
      let number = numbers.get(text);
      if (number === undefined) numbers.set(text, (number = numbers.size));
      return number;
    },
  };
}
