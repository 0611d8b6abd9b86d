import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-node';
import type { StepProgram } from '../../capture/index.js';
import type {
  Engine,
  EngineOptions,
  EngineSession,
  PreparedProgram,
  StateTensor,
  TensorData,
} from '../engine.js';
import { lower } from './lower.js';
import { ORT_VERSION } from './version.js';

type Runtime = typeof import('onnxruntime-node');

/**
 * The engine of onnxruntime, on the processor. The same program with the same number of threads gives the same bytes on
 * the same kind of processor; other processors may add up in another order.
 */
export function onnxEngine(): Engine {
  return {
    name: 'onnx',
    version: `onnxruntime-node ${ORT_VERSION}`,
    numerics: `onnx-${ORT_VERSION}-${process.arch}`,
    async open(options) {
      const { default: runtime } = (await import('onnxruntime-node')) as unknown as { default: Runtime };
      return openSession(runtime, options);
    },
  };
}

function openSession(runtime: Runtime, { threads }: EngineOptions): EngineSession {
  const state = new Map<string, Tensor>();
  const open = new Set<InferenceSession>();
  const make = runtime.Tensor as TensorConstructor;
  return {
    async prepare(program) {
      const lowered = lower(program);
      const session = await createSession(runtime, lowered.model, threads, program);
      open.add(session);
      return prepared(program, lowered, session, state, make, async () => {
        if (!open.delete(session)) return;
        await session.release();
      });
    },
    async write(tensors) {
      for (const [name, { shape, data }] of tensors)
        state.set(name, new make('float32', data.slice(), [...shape]));
    },
    async read() {
      const copies = new Map<string, StateTensor>();
      for (const [name, tensor] of state) {
        copies.set(name, { shape: [...tensor.dims], data: (tensor.data as Float32Array).slice() });
      }
      return copies;
    },
    async close() {
      for (const session of open) await session.release();
      open.clear();
      state.clear();
    },
  };
}

async function createSession(
  { InferenceSession }: Runtime,
  model: Uint8Array,
  threads: number,
  program: StepProgram,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(model, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw new Error(`${program.name}: onnxruntime refuses the program: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function prepared(
  program: StepProgram,
  lowered: ReturnType<typeof lower>,
  session: InferenceSession,
  state: Map<string, Tensor>,
  make: TensorConstructor,
  dispose: () => Promise<void>,
): PreparedProgram {
  const tensorOf = (at: number, feed: TensorData | number): Tensor => {
    const { type, shape } = lowered.inputs[at]!;
    const { name } = program.inputs[at]!;
    const data = typeof feed === 'number' ? Float32Array.of(feed) : feed;
    const size = shape.reduce((product, side) => product * side, 1);
    if (data.length !== size) {
      throw new Error(
        `${program.name}: "${name}" has ${data.length} numbers; [${shape.join(', ')}] needs ${size}`,
      );
    }
    switch (type) {
      case 'float32':
        return new make('float32', data instanceof Float32Array ? data : Float32Array.from(data), shape);
      case 'int32':
        return new make('int32', data instanceof Int32Array ? data : Int32Array.from(data), shape);
      case 'uint8':
      case 'bool':
        return new make(type, data instanceof Uint8Array ? data : Uint8Array.from(data), shape);
    }
  };

  return {
    async run(feeds) {
      const inputs: Record<string, Tensor> = {};
      program.inputs.forEach(({ kind, name }, at) => {
        const { name: place } = lowered.inputs[at]!;
        if (kind === 'state') {
          const held = state.get(name);
          if (!held) throw new Error(`${program.name}: the state "${name}" was never written`);
          inputs[place] = held;
          return;
        }
        const feed = feeds[name];
        if (feed === undefined) throw new Error(`${program.name}: the input "${name}" was not fed`);
        inputs[place] = tensorOf(at, feed);
      });
      const made = await session.run(inputs);
      const results: Record<string, TensorData> = {};
      program.outputs.forEach(({ kind, name }, at) => {
        const tensor = made[lowered.outputs[at]!.name]!;
        if (kind === 'state') state.set(name, tensor);
        else results[name] = tensor.data as TensorData;
      });
      return results;
    },
    dispose,
  };
}
