export { asMeant } from './as-meant.js';
export { checkValue } from './check-value.js';
export { describeSchema, type ValueSchema } from './describe-schema.js';
