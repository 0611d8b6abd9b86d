export { mergeExtendedPhases } from './merge-extends.js';
export { removeMisplacedLoops } from './remove-misplaced-loops.js';
export { repairKeyTypos } from './repair-key-typos.js';
