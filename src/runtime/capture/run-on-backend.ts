import { engine, type KernelBackend } from '@tensorflow/tfjs-core';

/** tfjs's fields for where operations run. It has no synchronous way to set and restore them. */
interface BackendFields {
  backendName: string | undefined;
  backendInstance: KernelBackend | undefined;
}

/** Run `body`, synchronously, with a tfjs backend in place, and put back whichever was there before. */
export function runOnBackend<T>(name: string, backend: KernelBackend, body: () => T): T {
  const current = engine() as unknown as BackendFields;
  const before = { name: current.backendName, instance: current.backendInstance };
  current.backendName = name;
  current.backendInstance = backend;
  try {
    return body();
  } finally {
    current.backendName = before.name;
    current.backendInstance = before.instance;
  }
}
