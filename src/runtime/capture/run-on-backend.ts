import { engine, type KernelBackend } from '@tensorflow/tfjs-core';

/** tfjs's private fields for the current backend: it has no synchronous way to set and restore them. */
interface BackendFields {
  backendName: string | undefined;
  backendInstance: KernelBackend | undefined;
}

/** Run `body`, synchronously, on a tfjs backend, and restore the previous one. */
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
