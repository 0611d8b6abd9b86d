/** Creating onnxruntime sessions, and the NCHWc block size of its kernels on this processor. */
import { loadOrt, type OrtSession } from '../onnxruntime/index.js';
import { OnnxGraphBuilder } from './model/index.js';

export {
  loadOrt,
  ortVersion,
  TESTED_ONNXRUNTIME_VERSION,
  type Ort,
  type OrtSession,
  type OrtTensor,
} from '../onnxruntime/index.js';

const options = (threads: number) => ({
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: 'sequential' as const,
  enableCpuMemArena: true,
  // The memory pattern optimization takes 25 to 33 % more memory here and saves no time.
  enableMemPattern: false,
  // Warnings of its graph optimizers are of no use to the user.
  logSeverityLevel: 3 as const,
  extra: { session: { intra_op: { allow_spinning: '1' } } },
});

export type CreateOrtSession = (model: Uint8Array, threads: number) => Promise<OrtSession>;

export const createOrtSession: CreateOrtSession = async (model, threads) =>
  (await loadOrt()).InferenceSession.create(model, options(threads));

let detectedBlockSize: Promise<number> | null = null;

/**
 * Channels in a block of onnxruntime's NCHWc kernels on this processor (16 with AVX-512, otherwise 8); 0 where there
 * are none. Detected by running ReorderInput on numbered channels.
 */
export function detectNchwcBlockSize(): Promise<number> {
  detectedBlockSize ??= probeBlockSize().catch(() => 0);
  return detectedBlockSize;
}

async function probeBlockSize(): Promise<number> {
  const ort = await loadOrt();
  const graph = new OnnxGraphBuilder('probe');
  graph.input('x', 'float32', [1, 32, 1, 2]);
  graph.addNode('ReorderInput', ['x'], {}, ['y'], 'com.microsoft.nchwc');
  graph.output('y', 'float32', [1, 32, 1, 2]);
  const session = await createOrtSession(graph.encode(), 1);
  try {
    const data = Float32Array.from({ length: 64 }, (_, at) => at);
    const { y } = await session.run({ x: new ort.Tensor('float32', data, [1, 32, 1, 2]) });
    let size = 0;
    while (size < 32 && y?.data[size] === 2 * size) size++;
    return size > 1 ? size : 0;
  } finally {
    await session.release();
  }
}
