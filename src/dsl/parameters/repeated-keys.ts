import type { DiagnosticReporter } from '../../diagnostics/index.js';
import type { TreeEntry } from '../text/index.js';

/** Entries without those whose name one before them has, which are reported: two written names may become the same. */
export function withoutRepeatedKeys(
  made: readonly TreeEntry[],
  written: readonly TreeEntry[],
  report: DiagnosticReporter,
): TreeEntry[] {
  if (!written.some(({ key }) => key.includes('${'))) return [...made];
  const first = new Map<string, TreeEntry>();
  return made.filter((entry) => {
    const before = first.get(entry.key);
    if (!before) {
      first.set(entry.key, entry);
      return true;
    }
    report({
      code: 'duplicate-key',
      message: `\`${entry.key}\` is made twice`,
      range: entry.keyRange,
      notes:
        before.keyRange === entry.keyRange
          ? []
          : [{ message: 'the first is made here', range: before.keyRange }],
      help: 'let the name hold every variable of the loop',
    });
    return false;
  });
}
