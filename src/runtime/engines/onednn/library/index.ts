export {
  bindOnednn,
  OnednnError,
  OUT_OF_MEMORY,
  type DescriptorFunction,
  type Handle,
  type OnednnApi,
} from './c-api.js';
export { createHandleScope, type HandleScope } from './handle-scope.js';
export { createAttributes, type PostOperation } from './attributes.js';
export * from './constants.js';
