export { suggestQuoting } from './suggest-quoting.js';
export { checkValue, withParameterNote } from './check-value.js';
export { describeSchema, MAX_COUNT, type ValueSchema } from './describe-schema.js';
