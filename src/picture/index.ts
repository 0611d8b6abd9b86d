/** Drawings of graphs: layout, colours, boxes and connections as SVG. */
export { DARK, LIGHT, PHASE_COLOURS, PICTURE_STYLE, themeProperties } from './colours.js';
export { drawSvg } from './draw-svg.js';
export { escapeXml } from './escape-xml.js';
export { layOut, rowOf, type Point } from './layout.js';
export { modelEdges } from './model-edges.js';
export { dataId, networkId, phaseEdges, phaseId } from './phase-edges.js';
export type * from './picture-types.js';
export { round, wirePath } from './wire-path.js';
