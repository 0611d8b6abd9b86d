import type { TensorflowCApi, NativePointer } from './c-api.js';

/** Something that TensorFlow refused: its own words, and its code (`tensorflow/c/tf_status.h`). */
export class TensorflowError extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

/** Calls a function that reports by a status, and throws what it reports. */
export function throwOnErrorStatus<T>(api: TensorflowCApi, call: (status: NativePointer) => T): T {
  const status = api.newStatus();
  try {
    const made = call(status);
    const code = api.code(status) as number;
    if (code !== 0) throw new TensorflowError(String(api.message(status)), code);
    return made;
  } finally {
    api.deleteStatus(status);
  }
}
