import { filesOfGraph } from '../dsl/index.js';
import {
  fileHistory,
  loggedCommits,
  readAtRevision,
  revisionParts,
  type FileVersion,
  type TrackedFile,
} from './git/index.js';
import { UserError } from './user-error.js';

/**
 * The commits that changed a graph or a part of it, the newest first; renames of the graph are followed. Of a commit that
 * changed a part alone, the path is that of the graph there.
 *
 * @param revision where to begin: `HEAD`, `main`, or a range `v1..HEAD`
 */
export async function graphHistory({ root, path }: TrackedFile, revision: string): Promise<FileVersion[]> {
  const own = await fileHistory({ root, path }, revision);
  const paths = [...new Set(own.map((version) => version.path))];
  if (own.length === 0 || (await loggedCommits(root, ['-G', 'imports|words'], revision, paths)).length === 0)
    return own;
  const parts = new Set<string>();
  for (const version of own) for (const part of await partsAt(root, version)) parts.add(part);
  if (parts.size === 0) return own;
  const byCommit = new Map(own.map((version) => [version.commit, version]));
  const versions: FileVersion[] = [];
  // From the oldest on: the path is that which the graph had last.
  let last: FileVersion | undefined;
  for (const { files, ...commit } of (
    await loggedCommits(root, [], revision, [...paths, ...parts])
  ).reverse()) {
    const known = byCommit.get(commit.commit);
    if (known) versions.push((last = known));
    else if (last) {
      const version = { ...commit, path: last.path };
      const used = await partsAt(root, version);
      if (files.some((file) => used.includes(file))) versions.push(version);
    }
  }
  return versions.reverse();
}

/** Paths of the parts that a version of a graph has. */
async function partsAt(
  root: string,
  { commit, path }: Pick<FileVersion, 'commit' | 'path'>,
): Promise<string[]> {
  const text = await readAtRevision({ root, path }, commit).catch((error: unknown) => {
    if (error instanceof UserError) return null;
    throw error;
  });
  return text === null
    ? []
    : filesOfGraph(
        text,
        path,
        revisionParts(root, commit, (file) => file),
      );
}
