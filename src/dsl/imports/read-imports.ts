import type { DiagnosticReporter } from '../../diagnostics/index.js';
import type { Located } from '../document.js';
import { valueAtKey, type TreeEntry, type YamlTree } from '../text/index.js';
import { partPathProblem } from './part-files.js';

/** An entry of `imports`. */
export interface ImportEntry {
  namespace: string;
  entry: TreeEntry;
  /** The path as it is written, or the name of a template. */
  from: Located<string>;
  /** For a template: the value that names it. */
  use?: YamlTree;
  /** Values for parameters of the part. */
  values: readonly TreeEntry[];
  was: Located<string> | null;
}

const NAMESPACE = /^[A-Za-z_]\w*$/;

/**
 * The entries of `imports` that can be followed. Those that do not have the form of one are left to the structure check;
 * what only this stage can see is reported here.
 */
export function readImports(section: YamlTree | undefined, report: DiagnosticReporter): ImportEntry[] {
  if (section?.kind !== 'map') return [];
  return section.value.flatMap((entry): ImportEntry[] => {
    const { key: namespace, value } = entry;
    const use = valueAtKey(value, 'use');
    const from = use ?? (value.kind === 'map' ? valueAtKey(value, 'from') : value);
    if (from?.kind !== 'scalar' || typeof from.value !== 'string' || !NAMESPACE.test(namespace)) return [];
    const problem = use
      ? undefined
      : from.origin === 'parameter'
        ? 'the path of a part is written as it is: no parameter may stand in it'
        : partPathProblem(from.value);
    if (problem !== undefined) {
      report({
        code: 'bad-import',
        message: problem,
        range: from.range,
        help: 'write digits: parts/digits.yaml',
      });
      return [];
    }
    const values = valueAtKey(value, 'with');
    const was = valueAtKey(value, 'was');
    return [
      {
        namespace,
        entry,
        from: { value: from.value, range: from.range, origin: from.origin },
        ...(use ? { use } : {}),
        values: values?.kind === 'map' ? values.value : [],
        was:
          was?.kind === 'scalar' && typeof was.value === 'string'
            ? { value: was.value, range: was.range, origin: was.origin }
            : null,
      },
    ];
  });
}
