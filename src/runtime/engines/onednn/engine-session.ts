/** A session of the onednn engine: the state of a phase in one arena, and the programs that run on it. */
import type { StepProgram } from '../../capture/index.js';
import { nullPrototypeRecord } from '../../../records/index.js';
import type { EngineSession, PreparedProgram, StateTensor, TensorData } from '../engine.js';
import { feedToTypedArray } from '../feed-array.js';
import { createLayouts, dataTypeOf, product, type Layout } from './layout.js';
import { layoutTag } from './layout-tag.js';
import {
  Argument,
  createAttributes,
  createHandleScope,
  type Handle,
  type HandleScope,
  type OnednnApi,
} from './library/index.js';
import { lowerToOnednn, type LoweredStep } from './lower.js';
import type { Form, Instruction, Places, StateHome } from './lowering.js';
import { withStepErrors } from './step-error.js';
import { openThreadTeam } from './wasm/index.js';
import { aligned, createArena, placeBuffers, type Buffer, type Lifetime } from './memory/index.js';

interface State extends StateHome {
  /** Numbers that wait for a program to say how they should lie. */
  pending: Float32Array | null;
  written: boolean;
}

export interface OnednnSessionOptions {
  api: OnednnApi;
  threads: number;
  fpmathMode: number;
  /** Runs each instruction by calling `run`, and sees what it does: for profiles and tests. */
  observe?: (
    instruction: Instruction,
    run: () => void,
    memory: {
      all: Uint8Array;
      placeOf(buffer: Buffer): number;
      scratchpad: Buffer;
      /** The name of the layout of what lies there; null where it is no value's. */
      layoutOf(buffer: Buffer): string | null;
    },
  ) => void;
}

export function openOnednnSession({
  api,
  threads,
  fpmathMode,
  observe,
}: OnednnSessionOptions): EngineSession {
  const arena = createArena(api.addressOf);
  const team = openThreadTeam(arena.memory, threads);
  const scope = createHandleScope(api);
  const layouts = createLayouts(api, scope);
  const states = new Map<string, State>();
  /**
   * Memory that programs compute in, one after the other. One that needs more gets a larger piece; the former stays for
   * those that are bound to it.
   */
  let working = { offset: 0, bytes: 0 };
  api.setThreads(threads);

  const memoryAt = (descriptor: Handle, offset: number, owner: HandleScope): Handle =>
    owner.add('memory', api.memory(descriptor, api.engine, arena.base + offset));

  /** Copies between a state's layout and a row-major one. */
  function transfer(
    layout: Layout,
    from: number,
    to: number,
    inwards: boolean,
    shape: readonly number[],
  ): void {
    const plain = layouts.plain(layout.view, 'f32');
    if (layout.plain) {
      const length = product(shape);
      arena.floats(to, length).set(arena.floats(from, length));
      return;
    }
    const [source, target] = inwards
      ? [plain.descriptor, layout.descriptor]
      : [layout.descriptor, plain.descriptor];
    const own = createHandleScope(api);
    try {
      const descriptor = own.add(
        'primitiveDescriptor',
        api.make.reorder(source, target, createAttributes(api, own)),
      );
      const scratchpad = api.scratchpadOf(descriptor);
      const scratchBytes = scratchpad?.bytes ?? 0;
      const scratchAt = arena.allocate(scratchBytes);
      const primitive = own.add('primitive', api.primitive(descriptor));
      const table = argumentTable([
        [Argument.source, memoryAt(source, from, own)],
        [Argument.destination, memoryAt(target, to, own)],
        ...(scratchpad
          ? [[Argument.scratchpad, memoryAt(scratchpad.descriptor, scratchAt, own)] as const]
          : []),
      ]);
      const status = api.execute(primitive, api.stream, table.count, api.addressOf(table.bytes));
      arena.free(scratchAt, scratchBytes);
      if (status !== 0) throw new Error(`a state can't be converted: oneDNN ended with the status ${status}`);
    } finally {
      own.close();
    }
  }

  const stateOf = (name: string, shape: readonly number[]): State => {
    const known = states.get(name);
    if (known) {
      if (known.shape.join() === shape.join()) return known;
      throw new Error(`the state "${name}" is [${known.shape.join(', ')}], not [${shape.join(', ')}]`);
    }
    const made: State = { name, shape: [...shape], form: null, pending: null, written: false };
    states.set(name, made);
    return made;
  };

  function put(state: State, data: Float32Array): void {
    const { form, shape } = state;
    if (!form) {
      state.pending = data.slice();
      return;
    }
    const length = product(shape);
    const staging = arena.allocate(length * 4);
    arena.floats(staging, length).set(data);
    transfer(form.layout, staging, form.buffer.offset, true, shape);
    arena.free(staging, length * 4);
  }

  function decideHome(home: StateHome, layout: Layout): Form {
    const state = states.get(home.name)!;
    // Its descriptor must outlive the program that chose it.
    const own = layouts.describe(layout.descriptor, layout.view, 'f32');
    const buffer: Buffer = { bytes: own.bytes, kind: 'fixed', offset: arena.allocate(own.bytes) };
    arena.bytes(buffer.offset, aligned(own.bytes)).fill(0);
    state.form = { layout: own, buffer };
    if (state.pending) put(state, state.pending);
    state.pending = null;
    return state.form;
  }

  function prepare(program: StepProgram): PreparedProgram {
    api.setThreads(threads);
    const own = createHandleScope(api);
    const lowered = lowerToOnednn(program, {
      api,
      scope: own,
      layouts: createLayouts(api, own),
      fpmathMode,
      threads,
      stateHome: stateOf,
      decideHome,
    });
    const needed = placeBuffers(lifetimesOf(lowered));
    const scratch = Math.max(0, ...lowered.instructions.map(({ scratchBytes }) => scratchBytes ?? 0));
    const scratchpad: Buffer = { bytes: scratch, kind: 'fixed', offset: 0 };
    const total = needed + aligned(scratch);
    if (total > working.bytes) working = { offset: arena.allocate(total), bytes: total };
    const area = working.offset;
    scratchpad.offset = area + needed;
    for (const { buffer, data } of lowered.constants) {
      buffer.offset = arena.allocate(buffer.bytes);
      arena
        .bytes(buffer.offset, data.byteLength)
        .set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
    const tables: Uint8Array[] = [];
    const offset = (buffer: Buffer): number =>
      buffer.kind === 'fixed' ? buffer.offset : area + buffer.offset;
    const places: Places = {
      offset,
      floats: (buffer, length) => arena.floats(offset(buffer), length),
      ints: (buffer, length) => arena.ints(offset(buffer), length),
      bytes: (buffer, length) => arena.bytes(offset(buffer), length),
      array: (buffer, length, dataType) =>
        dataType === 'f32'
          ? arena.floats(offset(buffer), length)
          : dataType === 's32'
            ? arena.ints(offset(buffer), length)
            : arena.bytes(offset(buffer), length),
      team,
      memoryOf: (descriptor, buffer) => memoryAt(descriptor, offset(buffer), own),
      scratchpad,
      argumentTable(entries) {
        const { bytes } = argumentTable(entries);
        tables.push(bytes);
        return api.addressOf(bytes);
      },
    };
    const steps = lowered.instructions.map((instruction) => instruction.bind(places));
    return preparedProgram(program, lowered, steps, places, () => {
      own.close();
      for (const { buffer } of lowered.constants) arena.free(buffer.offset, buffer.bytes);
      tables.length = 0;
    });
  }

  function preparedProgram(
    program: StepProgram,
    lowered: LoweredStep,
    steps: readonly (() => void)[],
    places: Places,
    free: () => void,
  ): PreparedProgram {
    let live = true;
    return {
      async run(feeds) {
        if (!live) throw new Error(`${program.name} has been disposed`);
        for (const name of lowered.reads) {
          if (!states.get(name)!.written)
            throw new Error(`${program.name}: the state "${name}" was never written`);
        }
        for (const { name, buffer, type, shape } of lowered.feeds) {
          const data = feedToTypedArray(program.name, { name, type, shape }, feeds[name]);
          places
            .bytes(buffer, data.byteLength)
            .set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
        }
        if (observe) {
          const memory = {
            all: arena.bytes(0, arena.memory.buffer.byteLength),
            placeOf: places.offset,
            scratchpad: places.scratchpad,
            layoutOf(buffer: Buffer) {
              const layout = lowered.layoutOfBuffer.get(buffer);
              return layout ? layoutTag(api, layout) : null;
            },
          };
          steps.forEach((step, at) => observe(lowered.instructions[at]!, step, memory));
        } else for (const step of steps) step();
        for (const name of lowered.updates) states.get(name)!.written = true;
        const results = nullPrototypeRecord<TensorData>();
        for (const { name, buffer, dtype, size } of lowered.results) {
          results[name] = places.array(buffer, size, dataTypeOf(dtype)).slice();
        }
        return results;
      },
      async dispose() {
        if (live) free();
        live = false;
      },
    };
  }

  return {
    prepare: async (program) => withStepErrors(program.name, null, () => prepare(program)),
    async write(tensors) {
      for (const [name, { shape, data }] of tensors) {
        const state = stateOf(name, shape);
        put(state, data);
        state.written = true;
      }
    },
    async read() {
      const copies = new Map<string, StateTensor>();
      for (const [name, { shape, form, pending, written }] of states) {
        if (!written) continue;
        const length = product(shape);
        if (!form) {
          copies.set(name, { shape: [...shape], data: pending!.slice() });
          continue;
        }
        if (form.layout.plain) {
          copies.set(name, {
            shape: [...shape],
            data: Float32Array.from(arena.floats(form.buffer.offset, length)),
          });
          continue;
        }
        const staging = arena.allocate(length * 4);
        transfer(form.layout, form.buffer.offset, staging, false, shape);
        copies.set(name, { shape: [...shape], data: Float32Array.from(arena.floats(staging, length)) });
        arena.free(staging, length * 4);
      }
      return copies;
    },
    async close() {
      await team.close();
      scope.close();
      states.clear();
    },
  };
}

/** Entries `{int argument; dnnl_memory_t memory}` as `dnnl_primitive_execute` reads them. */
function argumentTable(entries: readonly (readonly [argument: number, memory: Handle])[]): {
  bytes: Uint8Array;
  count: number;
} {
  const ENTRY = 16;
  const bytes = new Uint8Array(entries.length * ENTRY);
  const view = new DataView(bytes.buffer);
  entries.forEach(([argument, memory], at) => {
    view.setInt32(at * ENTRY, argument, true);
    view.setBigUint64(at * ENTRY + 8, BigInt(memory), true);
  });
  return { bytes, count: entries.length };
}

/** From when to when temporaries hold something: fed ones from the start, results to the end. */
function lifetimesOf({ instructions, feeds, results }: LoweredStep): Lifetime[] {
  const lifetimes = new Map<Buffer, Lifetime>();
  const touch = (buffer: Buffer, at: number) => {
    if (buffer.kind === 'fixed') return;
    const known = lifetimes.get(buffer);
    if (!known) lifetimes.set(buffer, { buffer, first: at, last: at });
    else {
      known.first = Math.min(known.first, at);
      known.last = Math.max(known.last, at);
    }
  };
  for (const { buffer } of feeds) touch(buffer, -1);
  instructions.forEach(({ reads, writes }, at) => {
    for (const buffer of [...reads, ...writes]) touch(buffer, at);
  });
  for (const { buffer } of results) touch(buffer, instructions.length);
  return [...lifetimes.values()];
}
