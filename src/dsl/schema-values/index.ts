export { asMeant } from './as-meant.js';
export { checkValue } from './check-value.js';
export { describeSchema, MOST_OF_A_COUNT, type ValueSchema } from './describe-schema.js';
