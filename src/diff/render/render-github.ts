/** A diff as annotations of GitHub: workflow commands, each at the line of the entry that it tells of. */
import { githubCommand, type Sources } from '../../diagnostics/index.js';
import type { ProgramDiff } from '../diff-types.js';
import { entryTexts } from './entry-lines.js';
import { costLines } from './cost-lines.js';

/**
 * @param file the newer graph, as messages call it
 * @param sources the texts that ranges refer to
 */
export function renderDiffGithub(
  diff: ProgramDiff,
  { file, sources, cost = true }: { file: string; sources: Sources; cost?: boolean },
): string {
  const annotations = diff.entries.map((entry) =>
    githubCommand('notice', {
      // What is gone has no place in the newer text.
      ...(entry.range && entry.kind !== 'removed' ? { range: entry.range } : { file }),
      title: `${entry.section}: ${entry.name}`,
      text: entryTexts(entry).join('\n'),
      sources,
    }),
  );
  const lines = cost ? costLines(diff.cost) : [];
  if (diff.same || lines.length === 0) return annotations.join('');
  const title = 'what this trains';
  return [...annotations, githubCommand('notice', { file, title, text: lines.join('\n'), sources })].join('');
}
