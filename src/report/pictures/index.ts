/** Pictures of images: sheets of many in one, and figures with titles and texts. */
export { imageFigureSvg, type Caption, type FigureRow, type ImageFigure } from './image-figure.js';
export { imageSheet, type ImageBatch } from './image-sheet.js';
