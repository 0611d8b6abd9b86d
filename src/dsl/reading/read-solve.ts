import { solvers } from '../../vocabulary/index.js';
import type { Located, SolveEntry, WeightSelector } from '../document.js';
import { findEntry, type YamlTree } from '../text/index.js';
import {
  entriesOfMap,
  locatedKey,
  locatedValue,
  readExpression,
  validEntries,
  writtenValueAt,
  type ReaderContext,
} from './reader-helpers.js';

/** `solve` of a phase, for what `train` names; null where there is none, or no method in it that is known (reported). */
export function readSolve(
  phase: YamlTree,
  train: WeightSelector[],
  context: ReaderContext,
): SolveEntry | null {
  const written = findEntry(phase, 'solve');
  const found = written && entriesOfMap(written.value).find(({ key }) => solvers.has(key));
  if (!found) return null;
  const { second, args } = solvers.get(found.key)!;
  const expressionAt = (key: string) => {
    const tree = writtenValueAt(found.value, key);
    return tree ? readExpression(tree, context) : ({ kind: 'broken', range: found.keyRange } as const);
  };
  const options = validEntries(entriesOfMap(found.value)).filter(({ key }) =>
    Object.hasOwn(args.properties, key),
  );
  return {
    method: locatedKey(found),
    range: found.value.range,
    train,
    inputs: expressionAt('inputs'),
    second: second ? expressionAt(second.key) : null,
    options: new Map(options.map(({ key, value }): [string, Located<unknown>] => [key, locatedValue(value)])),
  };
}
