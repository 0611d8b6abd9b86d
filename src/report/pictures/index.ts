/** Pictures of images: sheets of many in one, and figures with titles and texts. */
export { imageFigureSvg, type Caption } from './image-figure.js';
export { imageSheet } from './image-sheet.js';
