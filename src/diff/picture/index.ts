export { buildPicture, type PictureMarks } from './build-picture.js';
export { DARK, LIGHT, PICTURE_STYLE, themeProperties } from './colours.js';
export { drawSvg } from './draw-svg.js';
export { escapeXml } from './escape-xml.js';
export type * from './picture-types.js';
