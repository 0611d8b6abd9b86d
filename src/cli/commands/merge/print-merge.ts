import type { MergeDecision, MergeResult } from '../../../merge/index.js';
import { escapeToOneLine } from '../../../diagnostics/index.js';
import { printDiagnostics } from '../../load-graph-file.js';
import { pluralize } from '../../pluralize.js';
import type { OutputStream } from '../../terminal.js';

/** What was taken from where, one line each: `theirs  plan.link.optimizer  {Adadelta: 1.0} → {Adam: 0.001}`. */
export function printDecisions(decisions: readonly MergeDecision[], output: OutputStream): void {
  const { dim } = output.colours;
  const arrow = (text: string) => (output.unicode ? text : text.replaceAll('→', '->'));
  for (const { side, path, message } of decisions) {
    output.line(`${side.padEnd(6)}  ${escapeToOneLine(path)}  ${dim(arrow(escapeToOneLine(message)))}`);
  }
  if (decisions.length === 0) output.line('nothing to merge: only one side has changed');
}

/** Conflicts, and what is wrong with a result in which nothing collided. */
export async function printProblems(
  { clean, conflicts, diagnostics, sources }: MergeResult,
  output: OutputStream,
  name?: string,
): Promise<void> {
  if (clean) return;
  const { red } = output.colours;
  for (const { path, message } of conflicts) {
    const place = path === '' ? '' : `${escapeToOneLine(path)}: `;
    output.line(`${red('conflict')}: ${place}${escapeToOneLine(message)}`);
  }
  if (diagnostics.length > 0) {
    output.line(`${red('conflict')}: no lines collide, but what comes of both is no valid graph:`);
    await printDiagnostics(diagnostics, sources, output);
  }
  const count = pluralize(Math.max(conflicts.length, 1), 'conflict');
  output.line(`${name === undefined ? '' : `${escapeToOneLine(name)}: `}${count}, marked in the result`);
}
