import {
  engine as tfjs,
  findBackend,
  setBackend,
  version_core,
  type KernelBackend,
  type NamedAttrMap,
} from '@tensorflow/tfjs-core';
import type { StepProgram } from '../../capture/index.js';
import type { Engine } from '../engine.js';
import { correctCpuKernels, isDilatedGradient } from './corrected-kernels/index.js';
import { openReplaySession } from './replay-session.js';

/**
 * Replays StepPrograms kernel by kernel on a registered tfjs backend. On `cpu`, tfjs's pure JavaScript backend, it is
 * slow and simple: the reference for tests of other engines.
 *
 * @param backend name of a tfjs backend; all but `cpu` must have been registered by the caller
 */
export function tfjsEngine(backend = 'cpu'): Engine {
  return {
    name: 'tfjs',
    version: `@tensorflow/tfjs-core ${version_core} (${backend})`,
    device: 'CPU',
    multithreaded: false,
    precisions: ['float32'],
    numerics: `tfjs-${version_core}-${backend}`,
    open: async () =>
      openReplaySession({
        backendName: backend,
        backend: await prepareBackend(backend),
        ...(backend === 'cpu' ? {} : { verify: (program) => refuseDilatedGradients(backend, program) }),
      }),
  };
}

/** Initializes the backend without leaving it as tfjs's current one. */
export async function prepareBackend(name: string): Promise<KernelBackend> {
  if (name === 'cpu') {
    await import('@tensorflow/tfjs-backend-cpu');
    correctCpuKernels();
  }
  const ready = findBackend(name);
  if (ready) {
    // The JavaScript backend advertises faster ones on its first use, pointless where it was chosen.
    (ready as unknown as { firstUse?: boolean }).firstUse = false;
    return ready;
  }
  const before = tfjs().backendName;
  if (!(await setBackend(name))) throw new Error(`the tfjs backend "${name}" could not be started`);
  if (before) await setBackend(before);
  return findBackend(name);
}

function refuseDilatedGradients(backend: string, { name, calls }: StepProgram): void {
  const dilated = calls.find(({ kernel, attrs }) => isDilatedGradient(kernel, attrs as NamedAttrMap));
  if (!dilated) return;
  throw new Error(
    `${name}: the tfjs backend "${backend}" has no gradient of a convolution with dilation_rate (${dilated.scope})`,
  );
}
