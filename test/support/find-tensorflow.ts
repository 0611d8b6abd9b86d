/** Tests of the tensorflow engine run if there is a libtensorflow; otherwise they are reported as skipped. */
import { findAllTensorflow, type TensorflowLibrary } from '../../src/runtime/engines/tensorflow/index.js';

/** The copy that lagraph would use; null if there is none. */
export const found: TensorflowLibrary | null = findAllTensorflow()[0] ?? null;

/** For `describe.skipIf`. */
export const noTensorflow = found === null;

if (noTensorflow && process.env.LAGRAPH_REQUIRE_TENSORFLOW)
  throw new Error('LAGRAPH_REQUIRE_TENSORFLOW is set, and there is no libtensorflow');
