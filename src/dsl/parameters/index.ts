export { PARAMETER } from './parameter-declarations.js';
export { substituteAndUnroll } from './substitute-and-unroll.js';
export {
  applyOverrides,
  COMMAND_LINE_SOURCE,
  commandLineText,
  readOverrides,
  type Override,
  type OverridableKeys,
} from './overrides.js';
export {
  checkProfileExists,
  readProfiles,
  resolveParameters,
  type ChangeLayer,
  type ParameterValues,
} from './resolve-parameters.js';
