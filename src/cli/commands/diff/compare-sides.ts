import { checkGraph, type CheckedGraph } from '../../../compiler/index.js';
import { diff, type ProgramDiff } from '../../../diff/index.js';
import { diffLocks, readLock, type DataLock } from '../../../lock/index.js';
import { diffProfiles, type ProfiledGraph } from './diff-profiles.js';
import type { GraphDiff, LoadedSide } from './graph-diff.js';

type Compared = Extract<GraphDiff, { diff: ProgramDiff }>;

/**
 * Two graphs with their profiles and locks.
 *
 * @param options `profile`: the one that both were compiled with; others are then not compared
 */
export function compareSides(
  file: string,
  a: LoadedSide,
  b: LoadedSide,
  options: { profile?: string; overrides?: readonly string[] } = {},
): Compared {
  const without = diffPrograms(a, b)!;
  const profiled = [a, b].map((side) => profiledGraph(side, options.overrides ?? []));
  const profiles =
    options.profile === undefined && profiled[0] && profiled[1]
      ? diffProfiles(profiled[0], profiled[1], without, diffPrograms)
      : [];
  return { file, a, b, diff: without, profiles, otherData: diffLocks(lockOf(a), lockOf(b)) };
}

function diffPrograms(
  a: Pick<CheckedGraph, 'program' | 'document'>,
  b: Pick<CheckedGraph, 'program' | 'document'>,
): ProgramDiff | null {
  if (!a.program || !b.program) return null;
  return diff(a.program, b.program, {
    documents: { ...(a.document ? { a: a.document } : {}), ...(b.document ? { b: b.document } : {}) },
  });
}

/** Null for a run, which was made with one profile. */
function profiledGraph(
  { text, document, source }: LoadedSide,
  overrides: readonly string[],
): ProfiledGraph | null {
  if (text === undefined || !document || !source) return null;
  const { file, readPart } = source;
  const parts = document.parts.map((part) => document.sources.get(part.file) ?? '');
  return {
    texts: [text, ...new Set(parts)],
    names: document.profiles,
    compile: (profile) => checkGraph(text, file, { overrides: [...overrides], profile, readPart }),
  };
}

/** A lock that can't be read is told of by `lagraph check`. */
const lockOf = ({ lockText, label }: LoadedSide): DataLock | undefined =>
  lockText === undefined ? undefined : readLock(lockText, label).value;
