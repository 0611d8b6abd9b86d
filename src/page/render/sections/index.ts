export { againSection } from './again.js';
export { dataSection } from './data.js';
export { environmentSection } from './environment.js';
export { graphSection } from './graph.js';
export { picturesSection } from './pictures.js';
export { planSection } from './plan.js';
export { resultsSection } from './results.js';
export { summarySection } from './summary.js';
