/** What goes wrong on a device: WebGPU tells of it by events, after the calls that it comes of. */
import { DeviceLostError, StepError } from '../../engine-errors/index.js';
import type { GpuDevice } from './web-gpu.js';

export interface DeviceFaults {
  /** Throws if something went wrong since it was last called; then nothing that was computed meanwhile counts. */
  check(program: string): void;
  /** The result of `body`; where it can't be had, the error says whether the device is at fault. */
  during<T>(program: string, body: () => Promise<T>): Promise<T>;
}

/** Watches a device from now on. */
export function watchDevice(device: GpuDevice): DeviceFaults {
  let lost: string | null = null;
  let error: Error | null = null;
  void device.lost.then(({ message }) => (lost = message));
  // The first one: those after it mostly follow from it.
  device.addEventListener('uncapturederror', (event) => (error ??= event.error));

  const check = (program: string) => {
    if (lost !== null)
      throw new DeviceLostError(`${program}: the graphics device was lost: ${firstLine(lost)}`);
    if (error === null) return;
    const cause = error;
    // Told once: another session on the device may begin anew.
    error = null;
    const outOfMemory = cause.constructor.name === 'GPUOutOfMemoryError';
    const what = outOfMemory ? 'the graphics device is out of memory' : 'WebGPU refuses the step';
    throw new StepError(`${program}: ${what}: ${cause.message}`, null, outOfMemory, { cause });
  };
  return {
    check,
    async during(program, body) {
      try {
        return await body();
      } catch (failure) {
        // A loss is told after the calls that it made fail.
        await told();
        check(program);
        throw failure;
      }
    },
  };
}

const firstLine = (text: string): string => text.split('\n')[0]!.trim();

/** Milliseconds after which an event that a failed call belongs to has come. */
const TOLD_MS = 50;
const told = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, TOLD_MS));
