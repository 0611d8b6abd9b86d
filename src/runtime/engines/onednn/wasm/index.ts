export { encodeModule, type FunctionCode } from './encode-module.js';
export * from './instructions.js';
export { VectorBuilder, type Lanes, type LaneType } from './vector-builder.js';
export * as elementary from './elementary-functions.js';
export { createWasmMemory, instantiate, MOST_PAGES, PAGE_BYTES, type WasmMemory } from './web-assembly.js';
export { openThreadTeam, type Parts, type ThreadTeam } from './thread-team.js';
