import type { EngineSession, PreparedProgram, StateTensor } from '../engine.js';
import { physicalDims, packToLayout, plainLayout, unpackFromLayout, type Layout } from './layout/index.js';
import { prepareOnnxProgram, type OnnxruntimeContext } from './prepare-program.js';
import type { PackedState, SessionStates } from './session-states.js';

/**
 * A session of the onnx engine: keeps each weight and optimizer slot in the layout that the first program using it
 * was lowered for.
 */
export function openOnnxEngineSession(context: OnnxruntimeContext): EngineSession {
  const { ort } = context;
  const state = new Map<string, PackedState>();
  /** Layouts that programs were lowered for. */
  const layouts = new Map<string, Layout>();
  const prepared = new Set<PreparedProgram>();
  /** A token for each lowered program, from before it is prepared until it is disposed. */
  const loweredPrograms = new Set<symbol>();

  const storePacked = (name: string, shape: readonly number[], data: Float32Array) => {
    const layout = layouts.get(name) ?? plainLayout(shape);
    const tensor = new ort.Tensor('float32', packToLayout(data, shape, layout), physicalDims(layout));
    state.set(name, { shape: [...shape], layout, tensor });
  };
  const toPlain = ({ tensor, shape, layout }: PackedState) =>
    unpackFromLayout(tensor.data as Float32Array, shape, layout);
  /** Repacks a state to its fixed layout. */
  const repack = (name: string) => {
    const held = state.get(name);
    if (held) storePacked(name, held.shape, toPlain(held));
  };

  const statesFor = (token: symbol): SessionStates => ({
    layouts,
    get: (name) => state.get(name),
    set: (name, held) => void state.set(name, held),
    fixLayout(name, layout) {
      if (layouts.has(name)) return;
      layouts.set(name, layout);
      repack(name);
    },
    releaseLayouts() {
      if ([...loweredPrograms].some((one) => one !== token)) return;
      const fixed = [...layouts.keys()];
      layouts.clear();
      fixed.forEach(repack);
    },
  });

  return {
    async prepare(program) {
      const token = Symbol(program.name);
      loweredPrograms.add(token);
      try {
        const preparedProgram = await prepareOnnxProgram(context, program, statesFor(token));
        prepared.add(preparedProgram);
        return {
          run: preparedProgram.run,
          async dispose() {
            loweredPrograms.delete(token);
            if (prepared.delete(preparedProgram)) await preparedProgram.dispose();
          },
        };
      } catch (error) {
        loweredPrograms.delete(token);
        throw error;
      }
    },
    async write(tensors) {
      for (const [name, { shape, data }] of tensors) storePacked(name, shape, data);
    },
    async read() {
      return new Map(
        [...state].map(([name, held]): [string, StateTensor] => [
          name,
          { shape: [...held.shape], data: toPlain(held) },
        ]),
      );
    },
    async close() {
      const disposals = await Promise.allSettled([...prepared].map((one) => one.dispose()));
      prepared.clear();
      state.clear();
      for (const disposal of disposals) if (disposal.status === 'rejected') throw disposal.reason;
    },
  };
}
