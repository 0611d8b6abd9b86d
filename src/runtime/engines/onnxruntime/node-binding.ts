/** onnxruntime by its Node binding, onnxruntime-node. */
import { createRequire } from 'node:module';
import { EngineUnavailableError } from '../../engine-errors/index.js';
import { installAdvice, ortFolder } from './library.js';
import { arrayTypes, elementCount, type Ort, type OrtPorts } from './runtime.js';
import { sessionOptions } from './session-options.js';

/** onnxruntime-node's exports. */
export type NodeBinding = typeof import('onnxruntime-common');

const require = createRequire(import.meta.url);

let loading: Promise<NodeBinding> | null = null;

/** @throws EngineUnavailableError if it doesn't load */
export function loadNodeBinding(): Promise<NodeBinding> {
  loading ??= requireNodeBinding();
  return loading;
}

async function requireNodeBinding(): Promise<NodeBinding> {
  try {
    // By require: a test runner would transform an imported file outside of any package as an ES module.
    return require(ortFolder()) as NodeBinding;
  } catch (error) {
    throw new EngineUnavailableError(
      `onnxruntime does not load on this machine (${process.platform}, ${process.arch}): ` +
        `${(error as Error).message.split('\n')[0]}. ${installAdvice()}`,
      { cause: error },
    );
  }
}

/**
 * onnxruntime by its Node binding. A run writes into the given arrays, and then the binding copies them once more to
 * return them.
 */
export function nodeRuntime(binding: NodeBinding): Ort {
  const bound = (ports: OrtPorts) =>
    Object.fromEntries(
      Object.entries(ports).map(([name, { type, data, dims }]) => [
        name,
        new binding.Tensor(type as 'float32', data as Float32Array, dims),
      ]),
    );
  return {
    through: 'Node',
    tensor: (type, dims, data) => ({
      type,
      dims,
      data: data ?? (new arrayTypes[type](elementCount(dims)) as NonNullable<typeof data>),
      release: () => undefined,
    }),
    async createSession(model, threads) {
      const session = await binding.InferenceSession.create(model, sessionOptions(threads));
      return {
        run: async (inputs, outputs) => void (await session.run(bound(inputs), bound(outputs))),
        release: () => session.release(),
      };
    },
  };
}
