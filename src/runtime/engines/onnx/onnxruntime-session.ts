/** Creating onnxruntime sessions, and the NCHWc block size of its kernels on this processor. */
import { loadOrt, type OrtPorts, type OrtSession } from '../onnxruntime/index.js';
import { OnnxGraphBuilder } from './model/index.js';

export {
  loadOrt,
  ortVersion,
  TESTED_ONNXRUNTIME_VERSION,
  type Ort,
  type OrtPorts,
  type OrtSession,
  type OrtTensor,
} from '../onnxruntime/index.js';

export type CreateOrtSession = (model: Uint8Array, threads: number) => Promise<OrtSession>;

export const createOrtSession: CreateOrtSession = async (model, threads) =>
  (await loadOrt()).createSession(model, threads);

/** Runs a model once, and frees it and what onnxruntime holds of its tensors, whatever becomes of it. */
export async function runAndRelease(session: OrtSession, inputs: OrtPorts, outputs: OrtPorts): Promise<void> {
  try {
    await session.run(inputs, outputs);
  } finally {
    await releaseSession(session, inputs, outputs);
  }
}

/** Frees a model, and what onnxruntime holds of tensors. */
export async function releaseSession(session: OrtSession, ...ports: readonly OrtPorts[]): Promise<void> {
  for (const tensor of ports.flatMap((own) => Object.values(own))) tensor.release();
  await session.release();
}

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
  const dims = [1, 32, 1, 2];
  const x = ort.tensor(
    'float32',
    dims,
    Float32Array.from({ length: 64 }, (_, at) => at),
  );
  const y = ort.tensor('float32', dims);
  await runAndRelease(session, { x }, { y });
  let size = 0;
  while (size < 32 && y.data[size] === 2 * size) size++;
  return size > 1 ? size : 0;
}
