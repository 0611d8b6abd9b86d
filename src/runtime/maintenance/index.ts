/** Upkeep of a store: what runs reach, collection of garbage, deletion of runs. */
export {
  collectGarbage,
  type GarbageItem,
  type GarbageOptions,
  type GarbageReport,
} from './collect-garbage.js';
export { deleteRun, type DeletedRun } from './delete-run.js';
