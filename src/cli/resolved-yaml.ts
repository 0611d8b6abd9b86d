import {
  Document as YamlDocument,
  isMap,
  isScalar,
  visit as visitNodes,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Document } from '../dsl/index.js';
import { escapeControlCharacters, escapeToOneLine } from '../diagnostics/index.js';

/**
 * The graph as it is after parameters, profiles, overrides and loops, as YAML that can be read again.
 * Parameters that were not left at their default say where their value came from.
 */
export function resolvedYaml(document: Document): string {
  const yaml = new YamlDocument(document.resolved, { aliasDuplicateObjects: false });
  yaml.commentBefore = ` ${escapeToOneLine(document.file)}, resolved${document.params.length > 0 ? parameterOriginsComment(document) : ''}`;
  if (isMap(yaml.contents)) writeShortListsInFlowStyle(yaml.contents);
  // Quoted, what would steer a terminal can be escaped.
  visitNodes(yaml, {
    Scalar(_, node) {
      if (typeof node.value === 'string' && escapeToOneLine(node.value) !== node.value)
        node.type = 'QUOTE_DOUBLE';
    },
  });
  return escapeControlCharacters(yaml.toString({ lineWidth: 110, flowCollectionPadding: false }));
}

function parameterOriginsComment(document: Document): string {
  return `, with\n${document.params
    .map(({ name, value, origin }) => `   ${name} = ${JSON.stringify(value)} (${ORIGIN_TEXT[origin]})`)
    .join('\n')}`;
}

const ORIGIN_TEXT: Record<Document['params'][number]['origin'], string> = {
  default: 'its default',
  profile: 'from the profile',
  'command line': 'from the command line',
};

/** Lists of plain values and the small maps of leaves read best on one line. */
function writeShortListsInFlowStyle(map: YAMLMap): void {
  for (const pair of map.items as Pair[]) setFlowStyle(pair.value);
}

function setFlowStyle(node: unknown): boolean {
  if (isScalar(node)) return true;
  if (typeof node !== 'object' || node === null || !('items' in node)) return false;
  const collection = node as { items: unknown[]; flow?: boolean };
  const leaves = collection.items.map((item) =>
    setFlowStyle(typeof item === 'object' && item !== null && 'key' in item ? (item as Pair).value : item),
  );
  if (collection.items.length <= 6 && leaves.every(Boolean)) collection.flow = true;
  return false;
}
