import type { Phase } from '../../compiler/index.js';
import { wordText } from './word-text.js';

/** `Adam 0.001`, or `Adam 0.001 and SGD 0.1`: those of a phase, each once; the method of a phase that solves. */
export function optimizersText({ updates, solve }: Phase): string {
  if (solve) return wordText('solver', solve.method, solve.args);
  const texts = updates.map(({ optimizer: { name, args } }) => wordText('optimizer', name, args));
  return [...new Set(texts)].join(' and ');
}
