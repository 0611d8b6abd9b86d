import type { TensorflowCApi, NativePointer } from './c-api.js';

/** An error of TensorFlow: its message, and its code (`tensorflow/c/tf_status.h`). */
export class TensorflowError extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

/** Calls a function that reports by a status, and throws TensorflowError if it failed. */
export function throwOnErrorStatus<T>(api: TensorflowCApi, call: (status: NativePointer) => T): T {
  const status = api.newStatus();
  try {
    const result = call(status);
    const code = api.code(status) as number;
    if (code !== 0) throw new TensorflowError(String(api.message(status)), code);
    return result;
  } finally {
    api.deleteStatus(status);
  }
}
