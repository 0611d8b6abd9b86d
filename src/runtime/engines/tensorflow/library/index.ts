export { loadTensorflowCApi, type TensorflowCApi } from './c-api.js';
export {
  openGraphSession,
  type ResolvedCall,
  type FeedRef,
  type FetchRef,
  type GraphSession,
  type TensorRef,
} from './graph-session.js';
export { TensorflowError } from './status.js';
export { type DataType } from './tensor.js';
