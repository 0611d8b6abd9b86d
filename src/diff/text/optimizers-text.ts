import type { Phase } from '../../compiler/index.js';
import { wordText } from './word-text.js';

/** `Adam 0.001`, or `Adam 0.001 and SGD 0.1`: those of a phase, each once. */
export function optimizersText({ updates }: Phase): string {
  const texts = updates.map(({ optimizer: { name, args } }) => wordText('optimizer', name, args));
  return [...new Set(texts)].join(' and ');
}
