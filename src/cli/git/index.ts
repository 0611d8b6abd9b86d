export { changedFiles } from './changed-files.js';
export { gitOutput, runGit, type GitResult } from './run-git.js';
export {
  fileHistory,
  findRepositoryRoot,
  findRevision,
  locateInRepository,
  readAtRevision,
  repositoryRoot,
  resolveRevision,
  type FileVersion,
  type TrackedFile,
} from './repository.js';
