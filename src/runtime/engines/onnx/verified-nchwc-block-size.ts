import { selfTestBlockedKernels } from './blocked-kernel-self-test.js';
import {
  detectNchwcBlockSize,
  createOrtSession,
  ortVersion,
  TESTED_ONNXRUNTIME_VERSION,
  type CreateOrtSession,
} from './onnxruntime-session.js';

/** Blocks that the tests of lagraph ran with. */
const TESTED_BLOCK_SIZE = 16;

/**
 * The size of a block if the kernels are to be trusted, otherwise 0, and `notice` is told why. They are internal to
 * onnxruntime: with a version that lagraph wasn't tested with, or with blocks of another size, a small step must first
 * come out the same with them as without.
 */
export async function verifiedNchwcBlockSize(
  notice: (message: string) => void,
  { version = ortVersion(), create = createOrtSession }: { version?: string; create?: CreateOrtSession } = {},
): Promise<number> {
  const size = await detectNchwcBlockSize();
  if (size === 0 || (version === TESTED_ONNXRUNTIME_VERSION && size === TESTED_BLOCK_SIZE)) return size;
  const problem = await selfTestBlockedKernels(size, create);
  if (problem === null) return size;
  notice(
    `onnxruntime-node ${version} computes images in blocks of ${size} channels otherwise than expected (${problem}), ` +
      `so that images are computed plain, which is slower; lagraph is tested with onnxruntime-node ${TESTED_ONNXRUNTIME_VERSION}`,
  );
  return 0;
}
