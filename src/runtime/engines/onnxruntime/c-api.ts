/**
 * The functions of onnxruntime's C API that lagraph calls, as declared by `onnxruntime_c_api.h` (MIT). They are reached by
 * a table of function pointers, `OrtApi`, in which the place of a function never changes: versions append to it.
 */
import koffi from 'koffi';
import { keepLoaded } from '../shared-libraries/index.js';

/** A pointer to an object of onnxruntime's; 0 is NULL. */
export type OrtHandle = bigint;

/** The version of the table, the first that has all functions below and any onnxruntime since 1.5 provides. */
const API_VERSION = 5;

const POINTER = 'void *';
const INT = 'int';
const SIZE = 'size_t';
const STRING = 'const char *';

/** Places in `OrtApi`, and parameters. These functions return a status, which is NULL if they succeeded. */
const functions = {
  createEnv: [3, INT, STRING, POINTER],
  createSessionFromArray: [8, POINTER, POINTER, SIZE, POINTER, POINTER],
  run: [9, POINTER, POINTER, POINTER, POINTER, SIZE, POINTER, SIZE, POINTER],
  createSessionOptions: [10, POINTER],
  setSessionExecutionMode: [13, POINTER, INT],
  enableMemPattern: [16, POINTER],
  disableMemPattern: [17, POINTER],
  enableCpuMemArena: [18, POINTER],
  disableCpuMemArena: [19, POINTER],
  setSessionLogSeverityLevel: [22, POINTER, INT],
  setIntraOpNumThreads: [24, POINTER, INT],
  setInterOpNumThreads: [25, POINTER, INT],
  createTensorWithDataAsOrtValue: [49, POINTER, POINTER, SIZE, POINTER, SIZE, INT, POINTER],
  createCpuMemoryInfo: [69, INT, INT, POINTER],
  addSessionConfigEntry: [130, POINTER, STRING, STRING],
} as const;

/** Places of functions that free an object and return nothing. */
const destroyers = {
  releaseStatus: 93,
  releaseSession: 95,
  releaseValue: 96,
  releaseSessionOptions: 100,
} as const;

const GET_ERROR_MESSAGE = 2;

/** Enumerations of the API. */
export const LoggingLevel = { warning: 2 } as const;
export const ExecutionMode = { sequential: 0, parallel: 1 } as const;
export const AllocatorType = { device: 0 } as const;
export const MemType = { default: 0 } as const;
export const ElementType = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;

type Status = (...args: unknown[]) => void;

export type OrtCApi = Readonly<Record<keyof typeof functions, Status>> &
  Readonly<Record<keyof typeof destroyers, (handle: OrtHandle) => void>>;

/**
 * Loads onnxruntime's library into the process, for good, since the threads of its sessions may outlive the thread that
 * made them.
 *
 * @throws the dynamic linker's error
 */
export function loadOrtCApi(path: string): OrtCApi {
  keepLoaded(path);
  const base: unknown = koffi.load(path).func('OrtGetApiBase', POINTER, [])();
  const place = (table: unknown, index: number): unknown =>
    koffi.decode(table, index * koffi.sizeof(POINTER), 'uintptr_t');
  const bind = (table: unknown, index: number, result: string, parameters: readonly string[]) =>
    koffi.decode(place(table, index), koffi.proto(result, [...parameters])) as (
      ...args: unknown[]
    ) => unknown;

  const api = bind(base, 0, POINTER, ['uint32_t'])(API_VERSION);
  if (api === null) throw new Error(`${path} has no version ${API_VERSION} of its C API`);
  const messageOf = bind(api, GET_ERROR_MESSAGE, STRING, [POINTER]);
  const release = Object.fromEntries(
    Object.entries(destroyers).map(([name, index]) => [name, bind(api, index, 'void', [POINTER])]),
  ) as unknown as Record<keyof typeof destroyers, (handle: unknown) => void>;
  const checked = ([index, ...parameters]: (typeof functions)[keyof typeof functions]): Status => {
    const call = bind(api, index, POINTER, parameters);
    return (...args) => {
      const status = call(...args);
      if (status === null) return;
      const message = String(messageOf(status));
      release.releaseStatus(status);
      throw new Error(message);
    };
  };
  return {
    ...release,
    ...(Object.fromEntries(
      Object.entries(functions).map(([name, declaration]) => [name, checked(declaration)]),
    ) as unknown as Record<keyof typeof functions, Status>),
  };
}

/** Calls a function whose last argument is where it writes the object that it makes. */
export function created(create: Status, ...args: unknown[]): OrtHandle {
  const out = new BigUint64Array(1);
  create(...args, out);
  return out[0]!;
}
