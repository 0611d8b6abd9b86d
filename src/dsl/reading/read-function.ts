import type { FunctionEntry } from '../document.js';
import { readFunctionSignature } from '../names/index.js';
import type { TreeEntry } from '../text/index.js';
import { readExpression, type ReaderContext } from './reader-helpers.js';

/** `distance(a, b): "sum(square(a - b), axis=-1)"` */
export function readFunctionEntry(entry: TreeEntry, context: ReaderContext): FunctionEntry | undefined {
  const { key, keyRange, value } = entry;
  const signature = readFunctionSignature(key);
  if (!signature) return undefined;
  // A key in quotes has them in its range; of a part, the namespace is not written there.
  const quote = keyRange.end - keyRange.start === key.length + 2 ? 1 : 0;
  const end = keyRange.end - quote;
  const located = (name: string, fromEnd: number) => ({
    value: name,
    range: {
      ...keyRange,
      start: Math.max(keyRange.start, end - fromEnd),
      end: Math.max(keyRange.start, end - fromEnd + name.length),
    },
    origin: 'written' as const,
  });
  const short = signature.name.slice(signature.name.lastIndexOf('.') + 1);
  const open = key.indexOf('(');
  const name = located(short, key.length - open + short.length);
  return {
    name: { ...name, value: signature.name },
    parameters: signature.parameters.map((one) => located(one.name, key.length - one.start)),
    expression: readExpression(value, context),
    range: value.range,
  };
}
