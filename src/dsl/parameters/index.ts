export { PARAMETER } from './declarations.js';
export { expand } from './expand.js';
export {
  applyChanges,
  COMMAND_LINE,
  commandLineText,
  readOverrides,
  type Change,
  type KnownKeys,
} from './overrides.js';
export { chosenProfile, readProfiles, resolveParameters, type Parameters } from './resolve.js';
