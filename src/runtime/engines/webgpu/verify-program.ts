/** Tells before a training starts what a device, or tfjs's kernels on it, can't compute. */
import { getKernel, util } from '@tensorflow/tfjs-core';
import type { StepProgram, ValueId } from '../../capture/index.js';
import { StepError } from '../../engine-errors/index.js';
import { WebgpuUnavailableError } from './find-library.js';
import { BACKEND } from './load-library.js';
import type { GpuDevice } from './web-gpu.js';

/** All of tfjs's types have four bytes on a device. */
const BYTES = 4;
/** tfjs's kernels compute the places of a tensor's numbers for so many sides at most. */
const MAX_RANK = 6;

/** @param program without composites */
export function verifyProgram(
  { name, calls, values, inputs, constants }: StepProgram,
  { limits }: GpuDevice,
): void {
  const most = Math.min(limits.maxBufferSize!, limits.maxStorageBufferBindingSize!);
  const verifyValue = (id: ValueId, scope: string | null) => {
    const { shape } = values[id] as StepProgram['values'][number];
    const bytes = BYTES * util.sizeFromShape([...shape]);
    const what = `a tensor of [${shape.join(', ')}]`;
    if (bytes > most)
      throw new StepError(
        `${name}: ${what} has ${bytes} bytes, and this graphics device takes ${most} at once`,
        scope,
        true,
      );
    if (shape.length > MAX_RANK) throw lacks(`tensors of more than ${MAX_RANK} sides`, `${what} in ${scope}`);
  };
  for (const { value } of [...inputs, ...constants]) verifyValue(value, null);
  for (const { kernel, scope, outputs } of calls) {
    if (!getKernel(kernel, BACKEND)) throw lacks(`the kernel ${kernel}`, scope);
    for (const id of outputs) verifyValue(id, scope);
  }
}

const lacks = (what: string, where: string) =>
  new WebgpuUnavailableError(
    `The engine webgpu lacks ${what} (${where}): nothing was trained. The other engines have it: --engine onnx, for one.`,
  );
