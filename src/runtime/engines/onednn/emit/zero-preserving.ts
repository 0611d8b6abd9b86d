import type { StepProgram } from '../../../capture/index.js';
import { compileGroup, type GroupCode } from '../elementwise/index.js';
import { createWasmMemory, instantiate } from '../wasm/index.js';

/** What scalars are tried with. */
const PROBES = [0.37, 1.9];

/** Bytes for four numbers of a value. */
const ROOM = 64;

/**
 * Whether a group of element-wise calls makes 0 of zeros: only then may it compute on layouts with padding, which oneDNN
 * takes to be 0. The code is tried: on zeros, for two values of each scalar.
 */
export function keepsZero(group: GroupCode, values: StepProgram['values']): boolean {
  const { operands, outputs } = group;
  const memory = createWasmMemory(1);
  if ((operands.length + outputs.length) * ROOM > memory.buffer.byteLength) return false;
  const run = instantiate(compileGroup(group, values), memory);
  const addresses = [...operands, ...outputs].map((_, at) => at * ROOM);
  const floats = new Float32Array(memory.buffer);
  const bits = new Uint32Array(memory.buffer);
  return PROBES.every((probe) => {
    operands.forEach(({ spread, dataType }, at) => {
      const isProbed = spread === 'scalar' && dataType === 'f32';
      floats.fill(isProbed ? probe : 0, addresses[at]! / 4, (addresses[at]! + ROOM) / 4);
    });
    run(4, ...addresses);
    // Without the sign: -0 is 0.
    return outputs.every((_, at) => bits[addresses[operands.length + at]! / 4]! << 1 === 0);
  });
}
