/** Items and values as text at another place: lines keep their form and move to the column that is needed. */
import type { SourceCollection, SourceItem, SourceNode, Span } from '../dsl/index.js';

/** A value as text. */
export interface RenderedValue {
  /** `block`: whole lines, each item from `column` on. `inline`: what stands behind the colon or the dash. */
  style: 'inline' | 'block';
  text: string;
  /** Column of the item that the value belongs to in its own text. */
  ownerColumn: number;
  column: number;
}

/** Moves lines to the right, or to the left as far as they begin with spaces. */
export function shiftLines(text: string, delta: number, skipFirst = false): string {
  if (delta === 0) return text;
  const pad = ' '.repeat(Math.max(delta, 0));
  return text
    .split('\n')
    .map((line, at) => {
      if ((skipFirst && at === 0) || line.trim() === '') return line;
      return delta > 0 ? pad + line : line.slice(Math.min(-delta, /^ */.exec(line)![0].length));
    })
    .join('\n');
}

/** The lines of comments in a span, without indentation. */
export const commentLines = (source: string, span: Span): string[] =>
  linesOf(source, span).filter((line) => line !== '');

/** The lines of a span of whole lines, without indentation. */
export function linesOf(source: string, { start, end }: Span): string[] {
  return source
    .slice(start, end)
    .split('\n')
    .slice(0, -1)
    .map((line) => line.trim());
}

/** Lines of comments, and empty ones, at a column. */
export const indentLines = (lines: readonly string[], column: number): string =>
  lines.map((line) => (line === '' ? '\n' : `${' '.repeat(column)}${line}\n`)).join('');

export function verbatimValue(node: SourceNode): RenderedValue {
  const { source, ownerColumn } = node;
  if (node.kind === 'scalar' || node.flow) {
    return { style: 'inline', text: source.slice(node.start, node.end), ownerColumn, column: 0 };
  }
  return { style: 'block', text: blockText(node), ownerColumn, column: node.column };
}

function blockText(node: SourceCollection): string {
  const { source, items, tail, column } = node;
  return node.midLine
    ? ' '.repeat(column) + source.slice(node.start, tail.end)
    : source.slice(items[0]!.lead.start, tail.end);
}

/**
 * An item as lines at a column, with the comments above it.
 *
 * @param lead lines without indentation that stand above it in place of its own
 */
export function itemLines(item: SourceItem, column: number, lead?: readonly string[]): string {
  const { source } = item;
  if (item.flow) return renderItem(item, column, lead ? { lead } : {});
  const isMidLine = beginsMidLine(item);
  const from = isMidLine ? item.start : lead ? item.lead.end : item.lead.start;
  const text = (isMidLine ? ' '.repeat(item.column) : '') + source.slice(from, item.end);
  return (lead ? indentLines(lead, column) : '') + shiftLines(text, column - item.column);
}

/** Whether it stands behind the dash of a list item, on its line. */
export const beginsMidLine = ({ source, start }: SourceItem): boolean =>
  source.slice(source.lastIndexOf('\n', start - 1) + 1, start).trim() !== '';

/** What is put in place of an item's own parts. */
export interface ItemChanges {
  /** Lines without indentation. */
  lead?: readonly string[];
  value?: RenderedValue;
  comment?: string | null;
}

/** An item as lines at a column, with some of its parts replaced; whatever is not replaced stays as it is written. */
export function renderItem(item: SourceItem, column: number, changes: ItemChanges): string {
  const own = item.flow ? undefined : item;
  const leadText = changes.lead
    ? indentLines(changes.lead, column)
    : own
      ? shiftLines(own.source.slice(own.lead.start, own.lead.end), column - own.column)
      : '';
  const value = changes.value ?? verbatimValue(item.value);
  const comment = changes.comment === undefined ? commentOf(item) : changes.comment;
  const gap = comment === null ? '' : `${commentGap(item)}${comment}`;
  const head = ' '.repeat(column) + headText(item, value);
  const delta = column - value.ownerColumn;
  if (value.style === 'inline') {
    const text = shiftLines(value.text, delta, true);
    const space = text === '' ? '' : spaceBefore(item);
    return `${leadText}${head}${space}${text}${gap}\n`;
  }
  const block = shiftLines(value.text, delta);
  const inner = value.column + delta;
  const followsDash =
    item.key === undefined &&
    gap === '' &&
    inner > column + 1 &&
    item.value.props === '' &&
    beginsOnDashLine(item.value);
  return followsDash
    ? `${leadText}${head}${' '.repeat(inner - column - 1)}${block.slice(inner)}`
    : `${leadText}${head}${gap}\n${block}`;
}

/** Key and colon, or the dash; with the anchor of a block collection. */
function headText(item: SourceItem, value: RenderedValue): string {
  const { source, start, headEnd, key, flow } = item;
  if (key === undefined) return flow || value.style === 'inline' ? '-' : source.slice(start, headEnd);
  const head = source.slice(start, headEnd);
  return head.includes(':') ? head : `${head}:`;
}

const beginsOnDashLine = (node: SourceNode): boolean => node.kind === 'scalar' || node.flow || node.midLine;

function spaceBefore({ value, headEnd, source, flow, key }: SourceItem): string {
  const isInline = value.kind === 'scalar' || value.flow;
  const space = isInline && !(flow && key === undefined) ? source.slice(headEnd, value.start) : '';
  return space === '' ? ' ' : space;
}

/** The comment behind an item on its line. */
export const commentOf = ({ comment, source }: SourceItem): string | null =>
  comment ? source.slice(comment.start, comment.end) : null;

function commentGap({ comment, source }: SourceItem): string {
  return comment ? /[ \t]*$/.exec(source.slice(0, comment.start))![0] : ' ';
}

/** An item between brackets, with another value. */
export function renderFlowItem(item: SourceItem, value: RenderedValue): string {
  const { source, start, headEnd } = item;
  const text = shiftLines(value.text, item.value.ownerColumn - value.ownerColumn, true);
  if (item.key === undefined) return text;
  const head = source.slice(start, headEnd);
  return `${head.includes(':') ? head : `${head}:`}${spaceBefore(item)}${text}`;
}
