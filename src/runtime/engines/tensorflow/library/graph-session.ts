import type { TensorData } from '../../engine.js';
import { throwOnErrorStatus } from './status.js';
import type { TensorflowCApi, OperationOutput, NativePointer } from './c-api.js';
import { readTensorflowTensor, createTensorflowTensor, type DataType } from './tensor.js';

/** An output of a node, by name: `node` or `node:1`. */
export type TensorRef = string;

export interface FeedRef {
  ref: TensorRef;
  type: DataType;
  shape: readonly number[];
}

export interface FetchRef {
  ref: TensorRef;
  type: DataType;
}

/** A call with resolved feeds, fetches and targets. */
export interface ResolvedCall {
  /** @param data feeds in their order; returns the fetches in theirs */
  run(data: readonly TensorData[]): TensorData[];
}

/** A growing graph, and a session that runs it. Every call is synchronous in the calling thread. */
export interface GraphSession {
  /** Adds nodes, as a GraphDef. */
  add(graph: Uint8Array): void;
  /** @param targets nodes that are run without being fetched */
  call(feeds: readonly FeedRef[], fetches: readonly FetchRef[], targets: readonly string[]): ResolvedCall;
  /** Names and types (`CPU`, `GPU`) of the devices that the session sees. */
  devices(): { name: string; type: string }[];
  close(): void;
}

/** @param config a ConfigProto. */
export function openGraphSession(api: TensorflowCApi, config: Uint8Array): GraphSession {
  const graph = api.newGraph();
  const options = api.newSessionOptions();
  let session: NativePointer = null;
  try {
    throwOnErrorStatus(api, (status) => api.setConfig(options, config, config.byteLength, status));
    session = throwOnErrorStatus(api, (status) => api.newSession(graph, options, status));
  } catch (error) {
    api.deleteGraph(graph);
    throw error;
  } finally {
    api.deleteSessionOptions(options);
  }

  const opened = (): NativePointer => {
    if (session === null) throw new Error('the session was closed');
    return session;
  };
  const operation = (name: string): NativePointer => {
    const found = api.operation(graph, name);
    if (found === null) throw new Error(`the graph has no node ${name}`);
    return found;
  };
  const output = (ref: TensorRef): OperationOutput => {
    const [name = '', index = '0'] = ref.split(':');
    return { oper: operation(name), index: Number(index) };
  };

  return {
    add(bytes) {
      opened();
      const buffer = api.newBuffer(bytes, bytes.byteLength);
      const importOptions = api.newImportOptions();
      try {
        throwOnErrorStatus(api, (status) => api.importGraph(graph, buffer, importOptions, status));
      } finally {
        api.deleteImportOptions(importOptions);
        api.deleteBuffer(buffer);
      }
    },
    call(feeds, fetches, targets) {
      opened();
      const inputs = feeds.map(({ ref }) => output(ref));
      const outputs = fetches.map(({ ref }) => output(ref));
      const operations = targets.map(operation);
      return {
        run(data) {
          const fed: NativePointer[] = [];
          const fetched: NativePointer[] = fetches.map(() => null);
          try {
            feeds.forEach(({ type, shape }, at) =>
              fed.push(createTensorflowTensor(api, type, shape, data[at] as TensorData)),
            );
            throwOnErrorStatus(api, (status) =>
              api.run(opened(), inputs, fed, outputs, fetched, operations, status),
            );
            return fetches.map(({ type }, at) => readTensorflowTensor(api, fetched[at], type));
          } finally {
            for (const tensor of [...fed, ...fetched]) if (tensor !== null) api.deleteTensor(tensor);
          }
        },
      };
    },
    devices() {
      const list = throwOnErrorStatus(api, (status) => api.listDevices(opened(), status));
      try {
        return Array.from({ length: api.deviceCount(list) as number }, (_, at) => ({
          name: String(throwOnErrorStatus(api, (status) => api.deviceName(list, at, status))),
          type: String(throwOnErrorStatus(api, (status) => api.deviceType(list, at, status))),
        }));
      } finally {
        api.deleteDevices(list);
      }
    },
    close() {
      if (session === null) return;
      const ending = session;
      session = null;
      try {
        throwOnErrorStatus(api, (status) => api.closeSession(ending, status));
        throwOnErrorStatus(api, (status) => api.deleteSession(ending, status));
      } finally {
        api.deleteGraph(graph);
      }
    },
  };
}
