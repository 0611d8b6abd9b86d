/** The part of WebAssembly's interface that is used. TypeScript declares it only together with browsers'. */

export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  /** Adds pages of 64 KiB. Throws a RangeError. */
  grow(pages: number): number;
}

/** A compiled module. */
export interface WasmModule {
  readonly compiled: unique symbol;
}

interface WasmInterface {
  Memory: new (limits: { initial: number; maximum: number; shared: true }) => WasmMemory;
  Module: new (code: Uint8Array) => WasmModule;
  Instance: new (
    module: WasmModule,
    imports: { env: { memory: WasmMemory } },
  ) => { exports: { run: (...integers: number[]) => void } };
}

const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: WasmInterface }).WebAssembly;

export const PAGE_BYTES = 65_536;
/** All that 32 bits address: 4 GiB. */
export const MOST_PAGES = 65_536;

/** Memory that threads and native code may share; it grows in place. */
export const createWasmMemory = (pages: number): WasmMemory =>
  new Memory({ initial: pages, maximum: MOST_PAGES, shared: true });

/** Modules by their code: what occurs many times is compiled once. */
const compiledModules = new Map<string, WasmModule>();

/** The module of code that `encodeModule` made. */
export function compiledModule(code: Uint8Array): WasmModule {
  const key = Buffer.from(code).toString('latin1');
  const module = compiledModules.get(key) ?? new Module(code);
  compiledModules.set(key, module);
  return module;
}

/** The function of a module that `encodeModule` made, on a memory. */
export function instantiate(code: Uint8Array, memory: WasmMemory): (...integers: number[]) => void {
  return new Instance(compiledModule(code), { env: { memory } }).exports.run;
}
