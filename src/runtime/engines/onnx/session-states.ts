import { physicalDims, packToLayout, plainLayout, unpackFromLayout, type Layout } from './layout/index.js';
import type { StateBinding } from './lower.js';
import type { Ort, OrtTensor } from './onnxruntime-session.js';
import type { StateTensor } from '../engine.js';

export type StateArray = OrtTensor<'float32'>;

/** A state tensor, packed to the layout of the first program that uses it. */
interface PackedState {
  shape: readonly number[];
  layout: Layout;
  array: StateArray;
}

/** A session's states, from the point of view of one program. */
export interface SessionStates {
  /** Layouts that programs were lowered for; later programs must use them. */
  readonly layouts: ReadonlyMap<string, Layout>;
  /** The array that holds a state. */
  current(name: string): StateArray | undefined;
  /** The array that a step writes the state's new value into. */
  next(update: StateBinding): StateArray;
  /** After a step: what was `next` is the state, and what held it is `next`. */
  advance(update: StateBinding): void;
  /** Fixes a state's layout, unless it is fixed already. */
  fixLayout(name: string, layout: Layout): void;
  /** Unfixes all layouts, unless another program relies on them. */
  releaseLayouts(): void;
}

/**
 * The states of a session. Each has two arrays: a step reads one and writes the other, and then they change places, so
 * that nothing is allocated or copied from step to step.
 */
export function createStateStore(ort: Ort) {
  const states = new Map<string, PackedState>();
  /** The other array of each state that a step has written. */
  const spares = new Map<string, StateArray>();
  /** Layouts that programs were lowered for. */
  const layouts = new Map<string, Layout>();

  const storePacked = (name: string, shape: readonly number[], data: Float32Array) => {
    const layout = layouts.get(name) ?? plainLayout(shape);
    const array = ort.tensor('float32', physicalDims(layout));
    array.data.set(packToLayout(data, shape, layout));
    states.get(name)?.array.release();
    states.set(name, { shape: [...shape], layout, array });
  };
  const toPlain = ({ array, shape, layout }: PackedState) => unpackFromLayout(array.data, shape, layout);
  /** Repacks a state to its fixed layout. */
  const repack = (name: string) => {
    const held = states.get(name);
    if (held) storePacked(name, held.shape, toPlain(held));
  };
  const spareOf = (name: string, dims: readonly number[]): StateArray | undefined => {
    const spare = spares.get(name);
    return spare?.dims.join() === dims.join() ? spare : undefined;
  };
  const setSpare = (name: string, array: StateArray) => {
    spares.get(name)?.release();
    spares.set(name, array);
  };

  return {
    write: storePacked,
    read: (): Map<string, StateTensor> =>
      new Map(
        [...states].map(([name, held]): [string, StateTensor] => [
          name,
          { shape: [...held.shape], data: toPlain(held) },
        ]),
      ),
    /** @param alone whether no other program than the one that asks relies on the layouts */
    viewOf: (alone: () => boolean): SessionStates => ({
      layouts,
      current: (name) => states.get(name)?.array,
      next({ name, dims }) {
        const spare = spareOf(name, dims);
        if (spare) return spare;
        const array = ort.tensor('float32', dims);
        setSpare(name, array);
        return array;
      },
      advance({ name, shape, layout, dims }) {
        const array = spareOf(name, dims);
        if (!array) throw new Error(`there is no new value of "${name}"`);
        spares.delete(name);
        const before = states.get(name);
        states.set(name, { shape, layout, array });
        if (before) setSpare(name, before.array);
      },
      fixLayout(name, layout) {
        if (layouts.has(name)) return;
        layouts.set(name, layout);
        repack(name);
      },
      releaseLayouts() {
        if (!alone()) return;
        const fixed = [...layouts.keys()];
        layouts.clear();
        fixed.forEach(repack);
      },
    }),
    close() {
      for (const { array } of states.values()) array.release();
      for (const array of spares.values()) array.release();
      states.clear();
      spares.clear();
    },
  };
}
