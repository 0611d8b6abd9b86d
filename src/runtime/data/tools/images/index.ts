/** Image files as numbers. */
export { decodeImage, type DecodedImage } from './decode.js';
export { fit, type ImageShape } from './fit.js';
export { KINDS_READ } from './kinds.js';
