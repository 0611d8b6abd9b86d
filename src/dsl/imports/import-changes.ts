/** Changes of values that a graph, its profiles or the command line make in a part. */
import { isPartSection } from '../structure/index.js';
import type { Override } from '../parameters/index.js';

/**
 * The change that a path means within the part of a namespace: `digits.epochs` is its parameter `epochs`,
 * `plan.digits.learn.on.epochs` its value `plan.learn.on.epochs`. Undefined if it means nothing in that part.
 */
export function changeInPart(change: Override, namespace: string): Override | undefined {
  const [first, second, ...rest] = change.path.split('.');
  const within = change.within === undefined ? namespace : `${change.within}.${namespace}`;
  if (first === namespace && second !== undefined) {
    return { ...change, path: [second, ...rest].join('.'), within, target: 'parameter' };
  }
  if (second !== namespace || !isPartSection(first!) || rest.length === 0 || change.target === 'parameter')
    return undefined;
  return { ...change, path: [first, ...rest].join('.'), within, target: 'value' };
}
