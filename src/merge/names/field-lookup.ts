import type { SourceNode } from '../../dsl/index.js';
import type { Path } from '../places.js';
import { entryAt, textAt } from './source-paths.js';

/** The added field that a name of an expression means: `data set/field`; undefined for any other name. */
export type FieldLookup = (dataset: string, dotted: string) => string | undefined;

/** Which added field a name means where a data set is used. */
export function fieldLookup(root: SourceNode): FieldLookup {
  const lookup = (dataset: string, dotted: string, depth: number): string | undefined => {
    const own = entryAt(root, ['data', dataset])?.value;
    if (!own || depth > 50) return undefined;
    if (entryAt(own, ['add', dotted])) return `${dataset}/${dotted}`;
    const from = textAt(own, ['from']);
    if (from !== undefined) return lookup(from, dotted, depth + 1);
    const dot = dotted.indexOf('.');
    const member = dot < 0 ? undefined : textAt(own, ['pair', dotted.slice(0, dot)]);
    return member === undefined ? undefined : lookup(member, dotted.slice(dot + 1), depth + 1);
  };
  return (dataset, dotted) => lookup(dataset, dotted, 0);
}

/** The data set whose fields an expression at a path sees. */
export function dataOfEntries(root: SourceNode): (path: Path) => string | undefined {
  const phaseData = (phase: string, depth: number): string | undefined => {
    const own = entryAt(root, ['plan', phase])?.value;
    if (!own || depth > 50) return undefined;
    const data = textAt(own, ['on']) ?? textAt(own, ['on', 'data']);
    if (data !== undefined) return data;
    const base = textAt(own, ['extends']);
    return base === undefined ? undefined : phaseData(base, depth + 1);
  };
  return ([section, name, ...rest]) => {
    switch (section) {
      case 'data':
        return name;
      case 'plan':
        return name === undefined ? undefined : phaseData(name, 0)?.split('.')[0];
      case 'evaluate':
        return name === undefined ? undefined : textAt(root, ['evaluate', name, 'on'])?.split('.')[0];
      case 'report':
        return textAt(root, ['report', name!, rest[0] ?? '', 'on'])?.split('.')[0];
    }
    return undefined;
  };
}
