import type { WordOrigin } from '../definition-types.js';

/** Digits of a module's sha256 in the ids of its words: 48 bits, as many as tell apart all modules that anyone has. */
const HASH_DIGITS = 12;

/** `Scale` of a module: `Scale@1f9a4c27b0de`. What is made of it has another key when the module changes. */
export const ownWordId = (name: string, hash: string): string => `${name}@${hash.slice(0, HASH_DIGITS)}`;

/** The name that a Program has for a word. */
export const wordId = ({ name, origin }: { name: string; origin?: WordOrigin }): string => origin?.id ?? name;

/** The name that people know, of one that a Program has. */
export const wordName = (id: string): string => {
  const at = id.indexOf('@');
  return at < 0 ? id : id.slice(0, at);
};
