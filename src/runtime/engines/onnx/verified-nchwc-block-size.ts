import { selfTestBlockedKernels } from './blocked-kernel-self-test.js';
import {
  detectNchwcBlockSize,
  createOrtSession,
  ortVersion,
  TESTED_ONNXRUNTIME_VERSION,
  type CreateOrtSession,
} from './onnxruntime-session.js';

/** The block size that lagraph is tested with. */
const TESTED_BLOCK_SIZE = 16;

/**
 * The NCHWc block size, or 0 (with a notice) if the kernels fail the self-test. They are internal to onnxruntime, so
 * a version or block size that lagraph is not tested with is accepted only after a self-test.
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
