import { formsAgree } from './agreement.js';
import { blockSize, createSession, ortVersion, TESTED_VERSION, type CreateSession } from './runtime.js';

/** Blocks that the tests of lagraph ran with. */
const TESTED_BLOCK = 16;

/**
 * The size of a block if the kernels are to be trusted, otherwise 0, and `notice` is told why. They are internal to
 * onnxruntime: with a version that lagraph wasn't tested with, or with blocks of another size, a small step must first
 * come out the same with them as without.
 */
export async function trustedBlockSize(
  notice: (message: string) => void,
  { version = ortVersion(), create = createSession }: { version?: string; create?: CreateSession } = {},
): Promise<number> {
  const size = await blockSize();
  if (size === 0 || (version === TESTED_VERSION && size === TESTED_BLOCK)) return size;
  const problem = await formsAgree(size, create);
  if (problem === null) return size;
  notice(
    `onnxruntime-node ${version} computes images in blocks of ${size} channels otherwise than expected (${problem}), ` +
      `so that images are computed plain, which is slower; lagraph is tested with onnxruntime-node ${TESTED_VERSION}`,
  );
  return 0;
}
