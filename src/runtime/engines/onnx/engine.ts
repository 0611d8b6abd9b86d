import type { StepProgram } from '../../capture/index.js';
import type {
  Engine,
  EngineOptions,
  EngineSession,
  PreparedProgram,
  StateTensor,
  TensorData,
} from '../engine.js';
import { dims, packed, plain, unpacked, type Layout } from './layout/index.js';
import { lower, type Port } from './lower.js';
import {
  blockSize,
  createSession,
  loadOrt,
  ortVersion,
  processor,
  type Ort,
  type OrtTensor,
} from './runtime.js';

/** Counted up when the same step is lowered to other operators, so that the bytes may differ. */
const LOWERING = 1;

export interface OnnxOptions {
  /** `plain` leaves out onnxruntime's blocked kernels, whatever the processor has. */
  images?: 'blocked' | 'plain';
}

/**
 * The default engine: each step is an ONNX model that onnxruntime-node runs on the processor. With the same number of
 * threads and the same kind of processor, the same inputs give the same bytes.
 */
export function onnxEngine({ images = 'blocked' }: OnnxOptions = {}): Engine {
  const version = ortVersion();
  const kind = images === 'plain' ? '-plain' : '';
  return {
    name: 'onnx',
    version: `onnxruntime-node ${version}`,
    numerics: `onnx-${version}-${process.platform}-${process.arch}-${processor()}-${LOWERING}${kind}`,
    open: async (options) =>
      openSession(await loadOrt(), images === 'plain' ? 0 : await blockSize(), options),
  };
}

/** A state as it is held: packed, once a program has said how it wants it. */
interface Held {
  shape: readonly number[];
  layout: Layout;
  tensor: OrtTensor;
}

function openSession(ort: Ort, block: number, { threads }: EngineOptions): EngineSession {
  const state = new Map<string, Held>();
  /** What programs have been lowered for. */
  const layouts = new Map<string, Layout>();
  const prepared = new Set<PreparedProgram>();

  const hold = (name: string, shape: readonly number[], data: Float32Array) => {
    const layout = layouts.get(name) ?? plain(shape);
    const tensor = new ort.Tensor('float32', packed(data, shape, layout), dims(layout));
    state.set(name, { shape: [...shape], layout, tensor });
  };
  const plainly = ({ tensor, shape, layout }: Held) => unpacked(tensor.data as Float32Array, shape, layout);

  /** From here on the state lies so. */
  const settle = (name: string, layout: Layout) => {
    if (layouts.has(name)) return;
    layouts.set(name, layout);
    const held = state.get(name);
    if (held) hold(name, held.shape, plainly(held));
  };

  return {
    async prepare(program) {
      const made = await prepare(ort, program, block, threads, state, layouts, settle);
      prepared.add(made);
      return { run: made.run, dispose: async () => void (prepared.delete(made) && (await made.dispose())) };
    },
    async write(tensors) {
      for (const [name, { shape, data }] of tensors) hold(name, shape, data);
    },
    async read() {
      return new Map(
        [...state].map(([name, held]): [string, StateTensor] => [
          name,
          { shape: [...held.shape], data: plainly(held) },
        ]),
      );
    },
    async close() {
      for (const one of prepared) await one.dispose();
      prepared.clear();
      state.clear();
    },
  };
}

async function prepare(
  ort: Ort,
  program: StepProgram,
  block: number,
  threads: number,
  state: Map<string, Held>,
  layouts: ReadonlyMap<string, Layout>,
  settle: (name: string, layout: Layout) => void,
): Promise<PreparedProgram> {
  const lowered = lower(program, block, layouts);
  for (const { name, layout } of [...lowered.states, ...lowered.updates]) settle(name, layout);
  let session: Awaited<ReturnType<typeof createSession>>;
  try {
    session = await createSession(lowered.model, threads);
  } catch (error) {
    throw new Error(`${program.name}: onnxruntime refuses the step: ${messageOf(error)}`, { cause: error });
  }

  const tensor = ({ name, type, dims: sides }: Port, feed: TensorData | number | undefined): OrtTensor => {
    if (feed === undefined) throw new Error(`${program.name}: the input "${name}" was not fed`);
    const data = typeof feed === 'number' ? Float32Array.of(feed) : feed;
    const size = sides.reduce((product, side) => product * side, 1);
    if (data.length !== size) {
      throw new Error(
        `${program.name}: "${name}" has ${data.length} numbers; [${sides.join(', ')}] needs ${size}`,
      );
    }
    const fits =
      type === 'float32'
        ? data instanceof Float32Array
        : type === 'int32'
          ? data instanceof Int32Array
          : data instanceof Uint8Array;
    const own = fits
      ? data
      : type === 'float32'
        ? Float32Array.from(data)
        : type === 'int32'
          ? Int32Array.from(data)
          : Uint8Array.from(data);
    return new ort.Tensor(type as 'float32', own as Float32Array, sides);
  };

  let live = true;
  return {
    async run(feeds) {
      if (!live) throw new Error(`${program.name} has been disposed`);
      const inputs: Record<string, OrtTensor> = {};
      for (const port of lowered.feeds) inputs[port.port] = tensor(port, feeds[port.name]);
      for (const { name, port } of lowered.states) {
        const held = state.get(name);
        if (!held) throw new Error(`${program.name}: the state "${name}" was never written`);
        inputs[port] = held.tensor;
      }
      let outputs: Awaited<ReturnType<typeof session.run>>;
      try {
        outputs = await session.run(inputs);
      } catch (error) {
        throw new Error(`${program.name}: ${messageOf(error)}`, { cause: error });
      }
      for (const { name, port, shape, layout } of lowered.updates) {
        state.set(name, { shape, layout, tensor: outputs[port] as OrtTensor });
      }
      return Object.fromEntries(
        lowered.results.map(({ name, port }): [string, TensorData] => [
          name,
          outputs[port]?.data as TensorData,
        ]),
      );
    },
    async dispose() {
      if (!live) return;
      live = false;
      await session.release();
    },
  };
}

/** Nodes are named after the layers that they belong to, so onnxruntime's own words say where. */
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
