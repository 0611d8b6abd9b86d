/** Tests of the onednn engine run if there is a oneDNN; otherwise they are reported as skipped. */
import { findAllOnednn, type FoundOnednn } from '../../src/runtime/engines/onednn/index.js';

/** The copy that lagraph would use; null if there is none. */
export const foundOnednn: FoundOnednn | null = findAllOnednn()[0] ?? null;

/** For `describe.skipIf`. */
export const noOnednn = foundOnednn === null;

if (noOnednn && process.env.LAGRAPH_REQUIRE_ONEDNN)
  throw new Error('LAGRAPH_REQUIRE_ONEDNN is set, and there is no oneDNN');
