export { drawGraph, graphKey } from './draw-graph.js';
export { graphPicture } from './graph-boxes.js';
export { GRAPH_STYLE } from './graph-style.js';
export { networkFacts, usedNetworks, usesText, type NetworkFacts } from './layer-facts.js';
export { phaseNetworks } from './phase-networks.js';
