export { BLOCKED, CONTRIB, Graph, scopeOf, type Attributes, type Name } from './graph.js';
export {
  elementTypes,
  encodeModel,
  type AttributeValue,
  type ElementType,
  type ModelProto,
  type TensorProto,
  type ValueInfo,
  type NodeProto,
} from './proto.js';
export { elementwiseOperators, inferTypes, type TensorType } from './shapes.js';
