export { BLOCKED, CONTRIB, Graph, type Attributes, type Name } from './graph.js';
export { elementTypes, type ElementType } from './proto.js';
