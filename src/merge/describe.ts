import type { SourceItem, SourceNode } from '../dsl/index.js';

const MAX_LENGTH = 60;

/** A value in one short line, in flow style. */
export const describeItem = ({ value }: SourceItem): string => describeNode(value);

export function describeNode(node: SourceNode): string {
  const text = inFlowStyle(node);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH - 3).trimEnd()}...` : text;
}

function inFlowStyle(node: SourceNode): string {
  if (node.kind === 'scalar') {
    const text = node.source.slice(node.start, node.end).replace(/\s+/g, ' ');
    return text === '' ? 'nothing' : text;
  }
  const parts = node.items.map(({ key, value }) =>
    key === undefined ? inFlowStyle(value) : `${key}: ${inFlowStyle(value)}`,
  );
  return node.kind === 'map' ? `{${parts.join(', ')}}` : `[${parts.join(', ')}]`;
}
