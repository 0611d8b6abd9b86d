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
 * The graph after parameters, profiles, overrides and loops, as YAML that reads back to the same graph. The comment
 * at the top lists the parameters, with the origin of each value.
 */
export function resolvedYaml(document: Document): string {
  const yaml = new YamlDocument(document.resolved, { aliasDuplicateObjects: false });
  yaml.commentBefore = ` ${escapeToOneLine(document.file)}, resolved${document.params.length > 0 ? parameterOriginsComment(document) : ''}`;
  if (isMap(yaml.contents)) writeShortListsInFlowStyle(yaml.contents);
  // Double-quoted scalars can escape control characters.
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
  import: 'from the graph that imports the part',
  'command line': 'from the command line',
};

/** Short lists and maps of scalars are written in YAML's flow style. */
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
