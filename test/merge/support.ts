import { checkGraph, type Program } from '../../src/compiler/index.js';
import { mergeGraphs, type MergeResult } from '../../src/merge/index.js';

export type Edit = readonly [from: string, to: string];

/** A text in which each of some parts, which must stand in it once, is another one. */
export function edited(text: string, ...edits: readonly Edit[]): string {
  return edits.reduce((before, [from, to]) => {
    const parts = before.split(from);
    if (parts.length !== 2) throw new Error(`${from} stands ${parts.length - 1} times in it`);
    return parts.join(to);
  }, text);
}

export function programOf(text: string): Program | undefined {
  return checkGraph(text, 'graph.yaml', { overrides: [] }).program;
}

/** What a program says, without ranges; declarations whose order means nothing are sorted. */
export function meaningOf(text: string): unknown {
  const program = programOf(text);
  if (!program) return undefined;
  const byName = <T extends { name: string }>(list: readonly T[]): T[] =>
    [...list].sort((a, b) => (a.name < b.name ? -1 : 1));
  const plain = JSON.parse(
    JSON.stringify(program, (key, value: unknown) => (key === 'range' ? undefined : value)),
  ) as Program;
  return {
    ...plain,
    networks: byName(plain.networks),
    models: byName(plain.models),
    datasets: byName(plain.datasets),
    phases: byName(plain.phases),
    evaluations: byName(plain.evaluations),
    params: byName(plain.params),
  };
}

/** Merges in both directions; the two must agree. */
export function mergedBothWays(
  base: string,
  ours: string,
  theirs: string,
): { result: MergeResult; other: MergeResult } {
  return { result: mergeGraphs(base, ours, theirs), other: mergeGraphs(base, theirs, ours) };
}

export const commentsOf = (text: string): string[] =>
  text.split('\n').flatMap((line) => /(?:^|\s)(#[^"']*)$/.exec(line)?.[1]?.trim() ?? []);
