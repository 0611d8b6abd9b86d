export { loadApi, type CApi } from './c-api.js';
export { openGraph, type Call, type Feed, type Fetch, type GraphSession, type Ref } from './session.js';
export { TensorflowError } from './status.js';
export { type DataType } from './tensor.js';
