/** The differences of several graphs in one text. */
import type { Program } from '../../../compiler/index.js';
import {
  createLineIndex,
  githubCommand,
  type SourceRange,
  type Sources,
} from '../../../diagnostics/index.js';
import {
  NO_DIFFERENCE,
  renderDiffGithub,
  renderDiffHtml,
  renderDiffText,
  type DiffStyle,
} from '../../../diff/index.js';
import { pluralize } from '../../pluralize.js';
import type { GraphDiff } from './graph-diff.js';

/** `a new graph: 8 networks, 5 phases` */
function wholeGraphText({ a, b }: Extract<GraphDiff, { diff: null }>): string {
  const { networks, phases }: Program = (b ?? a).program;
  const size = `${pluralize(networks.length, 'network')}, ${pluralize(phases.length, 'phase')}`;
  return b ? `a new graph: ${size}` : `the graph is gone: ${size}`;
}

export function diffsText(diffs: readonly GraphDiff[], style: DiffStyle): string {
  if (diffs.length === 0) return 'no graph has changed\n';
  const [only] = diffs;
  if (diffs.length === 1 && only?.diff) return renderDiffText(only.diff, style);
  return diffs.map((one) => fileDiffText(one, style)).join('');
}

/** The difference of one graph, below the name of its file. */
export function fileDiffText(one: GraphDiff, style: DiffStyle): string {
  if (!one.diff) return `${one.file}: ${wholeGraphText(one)}\n`;
  if (one.diff.same) return `${one.file}: ${NO_DIFFERENCE}\n`;
  return `${one.file}\n${renderDiffText(one.diff, style).replace(/^(?=.)/gm, '  ')}`;
}

/** Ranges with line and column, as in `check --format json`. */
function placed(range: SourceRange | null, sources: readonly Sources[]): object | null {
  if (!range) return null;
  const text = sources.map((each) => each.get(range.file)).find((each) => each !== undefined);
  if (text === undefined) return range;
  const lines = createLineIndex(text);
  const [start, end] = [lines.lineColumn(range.start), lines.lineColumn(range.end)];
  return {
    file: range.file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    start: range.start,
    end: range.end,
  };
}

export function diffsJson(diffs: readonly GraphDiff[], cost: boolean): string {
  const graphs = diffs.map(({ file, a, b, diff }) => ({
    file,
    a: a?.label ?? null,
    b: b?.label ?? null,
    same: diff?.same ?? false,
    entries:
      diff?.entries.map((entry) => {
        const own = entry.kind === 'removed' ? a : b;
        return { ...entry, range: placed(entry.range, own ? [own.sources] : []) };
      }) ?? [],
    ...(cost ? { cost: diff?.cost ?? addedCost(b?.program) } : {}),
  }));
  return `${JSON.stringify({ same: graphs.every(({ same }) => same), graphs }, null, 2)}\n`;
}

/** Every phase of a graph that is new. */
const addedCost = (program: Program | undefined) =>
  program
    ? program.phases.map(({ name }) => ({
        phase: name,
        from: null,
        status: 'train',
        reasons: [{ part: 'new', what: 'new', detail: null }],
      }))
    : [];

export function diffsGithub(diffs: readonly GraphDiff[], cost: boolean): string {
  return diffs
    .map((one) => {
      if (!one.diff)
        return githubCommand('notice', {
          file: one.file,
          title: 'lagraph',
          text: wholeGraphText(one),
          sources: new Map(),
        });
      return renderDiffGithub(one.diff, { file: one.file, sources: one.b.sources, cost });
    })
    .join('');
}

export const diffsHtml = (diffs: readonly GraphDiff[], cost: boolean): string =>
  renderDiffHtml(
    diffs.map(({ file, ...one }) => ({ title: file, ...one })),
    { cost },
  );
