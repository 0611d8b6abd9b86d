import type { EngineSession, PreparedProgram, StateTensor } from '../engine.js';
import { physicalDims, packToLayout, plainLayout, unpackFromLayout, type Layout } from './layout/index.js';
import { prepareOnnxProgram, type OnnxruntimeContext } from './prepare-program.js';
import type { PackedState, SessionStates } from './session-states.js';

/** Holds the state of a phase, each weight and slot in the layout that the first program to use it was lowered for. */
export function openOnnxEngineSession(context: OnnxruntimeContext): EngineSession {
  const { ort } = context;
  const state = new Map<string, PackedState>();
  /** What programs have been lowered for. */
  const layouts = new Map<string, Layout>();
  const prepared = new Set<PreparedProgram>();
  /** One for each program that is lowered, from before it is prepared until it is disposed. */
  const users = new Set<symbol>();

  const hold = (name: string, shape: readonly number[], data: Float32Array) => {
    const layout = layouts.get(name) ?? plainLayout(shape);
    const tensor = new ort.Tensor('float32', packToLayout(data, shape, layout), physicalDims(layout));
    state.set(name, { shape: [...shape], layout, tensor });
  };
  const plainly = ({ tensor, shape, layout }: PackedState) =>
    unpackFromLayout(tensor.data as Float32Array, shape, layout);
  /** Held as is settled by now. */
  const moved = (name: string) => {
    const held = state.get(name);
    if (held) hold(name, held.shape, plainly(held));
  };

  const statesFor = (user: symbol): SessionStates => ({
    layouts,
    get: (name) => state.get(name),
    set: (name, held) => void state.set(name, held),
    fixLayout(name, layout) {
      if (layouts.has(name)) return;
      layouts.set(name, layout);
      moved(name);
    },
    releaseLayouts() {
      if ([...users].some((one) => one !== user)) return;
      const settled = [...layouts.keys()];
      layouts.clear();
      settled.forEach(moved);
    },
  });

  return {
    async prepare(program) {
      const user = Symbol(program.name);
      users.add(user);
      try {
        const made = await prepareOnnxProgram(context, program, statesFor(user));
        prepared.add(made);
        return {
          run: made.run,
          async dispose() {
            users.delete(user);
            if (prepared.delete(made)) await made.dispose();
          },
        };
      } catch (error) {
        users.delete(user);
        throw error;
      }
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
      const ends = await Promise.allSettled([...prepared].map((one) => one.dispose()));
      prepared.clear();
      state.clear();
      for (const end of ends) if (end.status === 'rejected') throw end.reason;
    },
  };
}
