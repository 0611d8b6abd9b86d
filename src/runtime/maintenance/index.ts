/** Upkeep of a store: what runs reach, collection of garbage, deletion of runs, verification. */
export {
  collectGarbage,
  type GarbageItem,
  type GarbageOptions,
  type GarbageReport,
} from './collect-garbage.js';
export { deleteRun, type DeletedRun } from './delete-run.js';
export { verifyStore, type StoreDamage, type StoreVerification } from './verify-store.js';
