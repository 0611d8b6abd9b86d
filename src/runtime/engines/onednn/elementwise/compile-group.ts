/** Code of a group of element-wise calls: one loop over its elements, four at a time. */
import type { KernelCall, StepProgram, ValueId } from '../../../capture/index.js';
import type { DataTypeName } from '../library/index.js';
import {
  encodeModule,
  getLocal,
  I32,
  integer,
  loadFirst,
  loadSplat,
  loadVector,
  loopWhile,
  setLocal,
  storeFirst,
  storeVector,
  Vector,
  VectorBuilder,
  type Lanes,
  type LaneType,
} from '../wasm/index.js';
import { elementwiseKernels } from './kernels.js';

/** A value that a group reads from memory. */
export interface GroupOperand {
  value: ValueId;
  spread: 'full' | 'scalar' | 'inner' | 'outer';
  dataType: DataTypeName;
}

export interface GroupCode {
  calls: readonly KernelCall[];
  operands: readonly GroupOperand[];
  /** One number for all elements, known when the code is made. */
  constants: ReadonlyMap<ValueId, number>;
  outputs: readonly { value: ValueId; dataType: DataTypeName }[];
  /** Elements in a row, a multiple of 4; null where nothing goes by rows. */
  columns: number | null;
}

const laneTypes: Readonly<Partial<Record<DataTypeName, LaneType>>> = { f32: 'f32', s32: 's32' };

const SHIFT_RIGHT = [0x76];
const SELECT = [0x1b];

/**
 * The module of a group: `run(elements, address of each operand, address of each output)`. Vectors reach up to 3
 * elements beyond the last; buffers have room for that.
 */
export function compileGroup(
  { calls, operands, constants, outputs, columns }: GroupCode,
  values: StepProgram['values'],
): Uint8Array<ArrayBuffer> {
  const parameters = 1 + operands.length + outputs.length;
  const [at, inRow, rowEnd, row, end] = [0, 1, 2, 3, 4].map((local) => parameters + local) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const INTEGERS = 5;
  const b = new VectorBuilder(parameters + INTEGERS);
  const lanes = new Map<ValueId, Lanes>();
  const byteOf = (bits: DataTypeName, local: number): number[] =>
    bits === 'u8' ? [...getLocal(local), ...integer(2), ...SHIFT_RIGHT] : getLocal(local);

  /** A vector of bytes as integers, or of truth values. */
  const widened = (value: ValueId, loaded: Lanes): Lanes => {
    const wide = b.apply('s32', Vector.widenShorts, b.apply('s32', Vector.widenBytes, loaded));
    return values[value]!.dtype === 'bool'
      ? b.apply('mask', Vector.integerNotEqual, wide, b.integer(0))
      : wide;
  };

  const rowCode: number[] = [];
  operands.forEach(({ value, spread, dataType }, index) => {
    const address = getLocal(1 + index);
    const type = laneTypes[dataType] ?? 's32';
    if (spread === 'scalar' && dataType !== 'u8') {
      lanes.set(value, b.keep(type, [...address, ...loadSplat()], b.before));
    } else if (spread === 'outer') {
      lanes.set(value, b.keep(type, [...address, ...getLocal(row), ...I32.add, ...loadSplat()], rowCode));
    }
  });
  operands.forEach(({ value, spread, dataType }, index) => {
    if (lanes.has(value)) return;
    const address = getLocal(1 + index);
    const type = laneTypes[dataType] ?? 's32';
    const place = spread === 'inner' ? inRow : at;
    const where = spread === 'scalar' ? address : [...address, ...byteOf(dataType, place), ...I32.add];
    if (dataType === 'u8') lanes.set(value, widened(value, b.keep(type, [...where, ...loadFirst()])));
    else lanes.set(value, b.keep(type, [...where, ...loadVector()]));
  });

  const operandOf = (id: ValueId): Lanes => {
    const known = lanes.get(id);
    if (known) return known;
    const constant = constants.get(id);
    if (constant === undefined) throw new Error(`the group does not read the value ${id}`);
    const { dtype } = values[id]!;
    const made =
      dtype === 'float32'
        ? b.float(constant)
        : dtype === 'int32'
          ? b.integer(constant)
          : b.as('mask', b.integer(constant === 0 ? 0 : -1));
    lanes.set(id, made);
    return made;
  };

  for (const call of calls) {
    const kernel = elementwiseKernels[call.kernel];
    if (!kernel) throw new Error(`${call.kernel} is no element-wise kernel`);
    const computed = kernel(b, (name) => operandOf(call.inputs[name]!), call);
    lanes.set(call.outputs[0]!, computed);
  }

  outputs.forEach(({ value, dataType }, index) => {
    const address = [...getLocal(1 + operands.length + index), ...byteOf(dataType, at), ...I32.add];
    const computed = operandOf(value);
    if (dataType !== 'u8') {
      b.code.push(...address, ...getLocal(computed.local), ...storeVector());
      return;
    }
    const ones = b.apply('s32', Vector.and, computed, b.integer(1));
    const shorts = b.apply('s32', Vector.narrowToShorts, ones, ones);
    const bytes = b.apply('s32', Vector.narrowToBytes, shorts, shorts);
    b.code.push(...address, ...getLocal(bytes.local), ...storeFirst());
  });

  const advance = (local: number, by: number): number[] => [
    ...getLocal(local),
    ...integer(by),
    ...I32.add,
    ...setLocal(local),
  ];
  const elementLoop = loopWhile(
    [...b.code, ...advance(at, 16), ...(columns === null ? [] : advance(inRow, 16))],
    [...getLocal(at), ...getLocal(rowEnd), ...I32.lessUnsigned],
  );
  const begin = [...getLocal(0), ...integer(2), ...I32.shiftLeft, ...setLocal(end)];
  const whole = [...getLocal(end), ...setLocal(rowEnd), ...elementLoop];
  // The last row may be a part of one.
  const next = [...getLocal(at), ...integer((columns ?? 0) * 4), ...I32.add];
  const rows = loopWhile(
    [
      ...[
        ...next,
        ...getLocal(end),
        ...next,
        ...getLocal(end),
        ...I32.lessUnsigned,
        ...SELECT,
        ...setLocal(rowEnd),
      ],
      ...[...integer(0), ...setLocal(inRow)],
      ...rowCode,
      ...elementLoop,
      ...advance(row, 4),
    ],
    [...getLocal(at), ...getLocal(end), ...I32.lessUnsigned],
  );
  return encodeModule({
    parameters,
    integers: INTEGERS,
    vectors: b.vectors,
    body: [...begin, ...b.before, ...(columns === null ? whole : rows)],
  });
}
