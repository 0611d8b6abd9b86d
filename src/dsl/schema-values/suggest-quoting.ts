import type { Suggestion } from '../../diagnostics/index.js';
import { unionBranches, type ValueSchema } from './describe-schema.js';
import type { YamlTree } from '../text/index.js';

/** Suggests adding or removing quotes where that makes the value valid: `001` as text, `"3"` as a number. */
export function suggestQuoting(value: YamlTree, schema: ValueSchema): Suggestion | undefined {
  if (value.kind !== 'scalar' || value.value === null) return undefined;
  const kinds = new Set(unionBranches(schema).map(({ type }) => type));
  const edit = (text: string, how: string): Suggestion => ({
    message: `write ${text}, ${how}`,
    range: value.range,
    replacement: text,
  });
  if (typeof value.value !== 'string') {
    if (!kinds.has('string') || kinds.has(typeof value.value)) return undefined;
    const text = value.written ?? String(value.value);
    const fits = unionBranches(schema).some(
      ({ type, pattern }) =>
        type === 'string' && (pattern === undefined || new RegExp(pattern, 'u').test(text)),
    );
    return fits ? edit(JSON.stringify(text), 'in quotes') : undefined;
  }
  const text = value.value.trim();
  const isNumber = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text);
  const isTruth = /^(true|false)$/i.test(text);
  const wanted =
    (isNumber && (kinds.has('integer') || kinds.has('number'))) || (isTruth && kinds.has('boolean'));
  return wanted && value.quoted ? edit(text, 'without quotes') : undefined;
}

/** Whether a number is printed differently than it was written where a text is allowed as well: `001` is 1. */
export const printsDifferently = (value: YamlTree, schema: ValueSchema): boolean =>
  value.kind === 'scalar' &&
  typeof value.value === 'number' &&
  value.written !== undefined &&
  unionBranches(schema).some(({ type }) => type === 'string');
