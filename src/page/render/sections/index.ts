export { againSection } from './again.js';
export { curvesSection } from './curves.js';
export { dataSection } from './data.js';
export { environmentSection } from './environment.js';
export { graphSection } from './graph.js';
export { pictureHtml, picturesSection } from './pictures.js';
export { planSection } from './plan.js';
export { resultsSection } from './results.js';
export { summarySection } from './summary.js';
