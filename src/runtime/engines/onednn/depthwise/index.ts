export {
  compileDepthwiseFilterGradient,
  unrolledProducts,
  type DepthwiseGeometry,
  type ImageStrides,
} from './compile-filter-gradient.js';
