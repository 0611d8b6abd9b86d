/** onnxruntime by its C API: models read and write arrays where they lie. */
import koffi from 'koffi';
import {
  AllocatorType,
  created,
  ElementType,
  ExecutionMode,
  loadOrtCApi,
  LoggingLevel,
  MemType,
  type OrtCApi,
  type OrtHandle,
} from './c-api.js';
import { sharedLibrary } from './library.js';
import {
  arrayTypes,
  elementCount,
  type Ort,
  type OrtElementType,
  type OrtPorts,
  type OrtSession,
  type OrtTensor,
  type OrtTensorData,
} from './runtime.js';
import { sessionOptions } from './session-options.js';

/** Bytes of a cache line, and of the widest vector register. */
const ALIGNMENT = 64;

/** An array of zeros that begins at a multiple of `ALIGNMENT`. */
function alignedArray(type: OrtElementType, size: number): OrtTensorData {
  const array = arrayTypes[type];
  const buffer = new ArrayBuffer(size * array.BYTES_PER_ELEMENT + ALIGNMENT);
  const past = Number(koffi.address(new Uint8Array(buffer)) % BigInt(ALIGNMENT));
  return new array(buffer, (ALIGNMENT - past) % ALIGNMENT, size);
}

/** A tensor over an array; `value` is onnxruntime's object for it, 0 after it was released. */
interface BoundTensor extends OrtTensor {
  value: OrtHandle;
}

/** null where onnxruntime's library can't be called from here: it isn't in `folder`, or doesn't load. */
export function cRuntime(folder: string): Ort | null {
  try {
    const path = sharedLibrary(folder);
    if (path === null) return null;
    const api = loadOrtCApi(path);
    // One for the process; onnxruntime counts how often it was made. It is kept as long as the library.
    const env = created(api.createEnv, LoggingLevel.warning, 'lagraph');
    return runtimeIn(api, env);
  } catch {
    return null;
  }
}

function runtimeIn(api: OrtCApi, env: OrtHandle): Ort {
  const memory = created(api.createCpuMemoryInfo, AllocatorType.device, MemType.default);
  return {
    through: 'C',
    tensor(type, dims, data) {
      const array = data ?? (alignedArray(type, elementCount(dims)) as NonNullable<typeof data>);
      // Arrays of a few bytes lie among Node's objects, which move; asking for the buffer moves them out of there.
      void array.buffer;
      const value = created(
        api.createTensorWithDataAsOrtValue,
        memory,
        array,
        array.byteLength,
        BigInt64Array.from(dims, BigInt),
        dims.length,
        ElementType[type],
      );
      const tensor: BoundTensor = {
        type,
        dims,
        data: array,
        value,
        release() {
          if (tensor.value !== 0n) api.releaseValue(tensor.value);
          tensor.value = 0n;
        },
      };
      return tensor as BoundTensor & OrtTensor<typeof type>;
    },
    createSession: (model, threads) => afterOtherWork(() => createSession(api, env, model, threads)),
  };
}

function createSession(api: OrtCApi, env: OrtHandle, model: Uint8Array, threads: number): OrtSession {
  const options = createOptions(api, threads);
  let session: OrtHandle;
  try {
    session = created(api.createSessionFromArray, env, model, model.byteLength, options);
  } finally {
    api.releaseSessionOptions(options);
  }
  return {
    run: (inputs, outputs) =>
      afterOtherWork(() => {
        if (session === 0n) throw new Error('the session was released');
        const [read, written] = [bindPorts(inputs), bindPorts(outputs)];
        api.run(
          session,
          null,
          read.names,
          read.values,
          read.values.length,
          written.names,
          written.values.length,
          written.values,
        );
      }),
    async release() {
      if (session !== 0n) api.releaseSession(session);
      session = 0n;
    },
  };
}

function createOptions(api: OrtCApi, threads: number): OrtHandle {
  const wanted = sessionOptions(threads);
  const options = created(api.createSessionOptions);
  try {
    api.setIntraOpNumThreads(options, wanted.intraOpNumThreads);
    api.setInterOpNumThreads(options, wanted.interOpNumThreads);
    api.setSessionExecutionMode(options, ExecutionMode[wanted.executionMode]);
    (wanted.enableCpuMemArena ? api.enableCpuMemArena : api.disableCpuMemArena)(options);
    (wanted.enableMemPattern ? api.enableMemPattern : api.disableMemPattern)(options);
    api.setSessionLogSeverityLevel(options, wanted.logSeverityLevel);
    for (const [key, value] of configEntries(wanted.extra)) api.addSessionConfigEntry(options, key, value);
    return options;
  } catch (error) {
    api.releaseSessionOptions(options);
    throw error;
  }
}

interface ConfigTree {
  [key: string]: string | ConfigTree;
}

/** Keys of config entries are paths: `session.intra_op.allow_spinning`. */
function configEntries(tree: ConfigTree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : configEntries(value, `${prefix}${key}.`),
  );
}

/** Arrays of pointers to names and to values; `texts` is what the names are part of. */
function bindPorts(ports: OrtPorts): { names: BigUint64Array; values: BigUint64Array; texts: Buffer } {
  const names = Object.keys(ports);
  const texts = Buffer.from(names.map((name) => `${name}\0`).join(''));
  let address = koffi.address(texts);
  const pointers = BigUint64Array.from(names, (name) => {
    const at = address;
    address += BigInt(Buffer.byteLength(name) + 1);
    return at;
  });
  const values = BigUint64Array.from(names, (name) => valueOf(ports[name] as BoundTensor));
  return { names: pointers, values, texts };
}

function valueOf({ value }: BoundTensor): OrtHandle {
  if (value === 0n) throw new Error('the tensor was released');
  return value;
}

/** onnxruntime computes in the thread that calls it; what waits there comes first. */
const afterOtherWork = <T>(call: () => T): Promise<T> =>
  new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(call());
      } catch (error) {
        reject(error);
      }
    });
  });
