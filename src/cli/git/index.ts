export { changedFiles } from './changed-files.js';
export { pathInRepository, revisionParts } from './revision-parts.js';
export { gitOutput, runGit, type GitResult } from './run-git.js';
export {
  fileHistory,
  findRepositoryRoot,
  findRevision,
  locateInRepository,
  loggedCommits,
  readAtRevision,
  repositoryRoot,
  resolveRevision,
  type FileVersion,
  type TrackedFile,
} from './repository.js';
