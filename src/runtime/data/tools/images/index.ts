/** Image files as numbers. */
export { decodeImage, type DecodedImage } from './decode-image.js';
export { resizePixelsNearest, type ImageShape } from './resize-nearest.js';
