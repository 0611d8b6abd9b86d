/**
 * Whether a group of element-wise calls makes 0 of zeros: only then may it compute on layouts with padding, which oneDNN
 * takes to be 0. The code is tried: on zeros, for two values of each scalar.
 */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import type { Lowering } from '../lowering.js';
import { createWasmMemory, instantiate } from '../wasm/index.js';
import { compileGroup } from '../elementwise/index.js';

const PROBES = [0.37, 1.9];

/** @param outputs what others read of the group */
export function keepsZero(
  calls: readonly KernelCall[],
  outputs: readonly ValueId[],
  lowering: Lowering,
): boolean {
  const { program } = lowering;
  const made = new Set(calls.flatMap(({ outputs }) => outputs));
  const constants = new Map<ValueId, number>();
  const operands = new Set<ValueId>();
  for (const call of calls) {
    for (const id of Object.values(call.inputs)) {
      if (made.has(id)) continue;
      const constant = lowering.scalarConstant(id);
      if (constant === undefined) operands.add(id);
      else constants.set(id, constant);
    }
  }
  const read = [...operands];
  const code = compileGroup(
    {
      calls,
      operands: read.map((value) => ({
        value,
        spread: lowering.size(value) === 1 ? 'scalar' : 'full',
        dataType: lowering.dataType(value),
      })),
      constants,
      outputs: outputs.map((value) => ({ value, dataType: lowering.dataType(value) })),
      rows: null,
    },
    program.values,
  );
  const memory = createWasmMemory(1);
  const ROOM = 64;
  if ((read.length + outputs.length) * ROOM > memory.buffer.byteLength) return false;
  const run = instantiate(code, memory);
  const addresses = [...read, ...outputs].map((_, at) => at * ROOM);
  const floats = new Float32Array(memory.buffer);
  return PROBES.every((probe) => {
    read.forEach((id, at) => {
      const isScalar = lowering.size(id) === 1 && lowering.dataType(id) === 'f32';
      floats.fill(isScalar ? probe : 0, (at * ROOM) / 4, ((at + 1) * ROOM) / 4);
    });
    run(4, ...addresses);
    return outputs.every(
      (_, at) => new Uint32Array(memory.buffer)[((read.length + at) * ROOM) / 4]! << 1 === 0,
    );
  });
}
