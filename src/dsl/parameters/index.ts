export { PARAMETER, TEMPLATE_PARAMETER } from './parameter-declarations.js';
export type { ParameterScope } from './parameter-scope.js';
export { substituteAndUnroll } from './substitute-and-unroll.js';
export {
  FORM_TEXT,
  isUsePlace,
  NAME_KEYS,
  placeBelow,
  placeOfItems,
  STANDING,
  TEMPLATE_FORMS,
  USE_KEYS,
  type Place,
  type TemplateForm,
} from './template-places.js';
export { givenArguments, templateNamed, warnOfUnusedTemplates } from './template-arguments.js';
export { readTemplates, withUse, type Template, type Templates } from './templates.js';
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
  referencedNames,
  resolveParameters,
  type ChangeLayer,
  type ParameterValues,
} from './resolve-parameters.js';
