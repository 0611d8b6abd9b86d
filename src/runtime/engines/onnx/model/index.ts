export {
  NCHWC_DOMAIN,
  CONTRIB_DOMAIN,
  OnnxGraphBuilder,
  nodeScope,
  type OnnxAttributes,
  type TensorName,
} from './graph-builder.js';
export {
  onnxElementTypes,
  encodeOnnxModel,
  type AttributeValue,
  type OnnxElementType,
  type ModelProto,
  type TensorProto,
  type ValueInfo,
  type NodeProto,
} from './encode-proto.js';
export { elementwiseOperators, inferTensorTypes, type OnnxTensorType } from './shape-inference.js';
