export { completionsAt } from './complete.js';
export { fieldsOf, fieldDetail } from './fields.js';
export { networkDetail } from './names.js';
export { roleAt } from './roles.js';
export { templateParameterDetail } from './template-parameter-detail.js';
