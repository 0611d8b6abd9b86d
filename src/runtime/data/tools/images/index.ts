/** Decoding of image files. */
export { decodeImage, type DecodedImage } from './decode-image.js';
export { resizePixelsNearest, type ImageShape } from './resize-nearest.js';
