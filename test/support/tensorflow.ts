/** Tests of the tensorflow engine run where there is a libtensorflow, and say so where there is none. */
import { allTensorflow, type Found } from '../../src/runtime/engines/tensorflow/index.js';

/** The copy that lagraph would use, null where there is none. */
export const found: Found | null = allTensorflow()[0] ?? null;

/** For `describe.skipIf`. */
export const noTensorflow = found === null;

if (noTensorflow && process.env.LAGRAPH_REQUIRE_TENSORFLOW)
  throw new Error('LAGRAPH_REQUIRE_TENSORFLOW is set, and there is no libtensorflow');
