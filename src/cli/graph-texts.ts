import type { Document } from '../dsl/index.js';
import type { RunOptions } from '../runtime/index.js';
import { resolvedYaml } from './resolved-yaml.js';

/** What a run keeps of a graph as text: its file, those of its parts, and what they resolve to. */
export function graphTexts({
  file,
  text,
  document,
}: {
  file: string;
  text: string;
  document: Document;
}): NonNullable<RunOptions['texts']> {
  const parts = new Map(
    document.parts.map((part) => [part.file, part.namespace]).reverse() as [string, string][],
  );
  return {
    file,
    written: text,
    resolved: resolvedYaml(document),
    parts: [...parts].reverse().map(([part, namespace]) => ({
      namespace,
      file: part,
      text: document.sources.get(part)!,
    })),
  };
}
