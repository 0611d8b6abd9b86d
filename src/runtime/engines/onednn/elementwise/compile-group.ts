/** Code of a group of element-wise calls: one loop over its elements, four at a time. */
import type { KernelCall, StepProgram, ValueId } from '../../../capture/index.js';
import type { DataTypeName } from '../library/index.js';
import {
  advance,
  encodeModule,
  getLocal,
  I32,
  integer,
  lessThan,
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
  spread: 'full' | 'scalar' | 'inner' | 'outer' | 'middle';
  dataType: DataTypeName;
}

export interface GroupCode {
  calls: readonly KernelCall[];
  operands: readonly GroupOperand[];
  /** One number for all elements, known when the code is made. */
  constants: ReadonlyMap<ValueId, number>;
  outputs: readonly { value: ValueId; dataType: DataTypeName }[];
  rows: Rows | null;
}

/** How elements lie in rows; null where no operand goes by rows. */
export interface Rows {
  /** Elements in a row, a multiple of 4. */
  columns: number;
  /** Rows that share a row of a `middle` operand. */
  repeat: number;
  /**
   * Channels in blocks: a row is all pixels of a block of channels, `inner` operands have `block` numbers for it, and
   * come again after `blocks` rows. Null where a row has all channels of a pixel.
   */
  channels: { block: number; blocks: number } | null;
}

const laneTypes: Readonly<Partial<Record<DataTypeName, LaneType>>> = { f32: 'f32', s32: 's32' };

/**
 * The module of a group: `run(elements, address of each operand, address of each output)`. Vectors reach up to 3
 * elements beyond the last; buffers have room for that.
 */
export function compileGroup(group: GroupCode, values: StepProgram['values']): Uint8Array<ArrayBuffer> {
  const { operands, outputs, rows } = group;
  const parameters = 1 + operands.length + outputs.length;
  const locals = Array.from({ length: 8 }, (_, at) => parameters + at);
  const [at, inRow, rowEnd, row, end, shared, sharedRow, blockAt] = locals as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const b = new VectorBuilder(parameters + locals.length);
  const known = new Map<ValueId, Lanes>();
  const rowCode: number[] = [];
  /** Vectors of `inner` operands in blocks of channels, one for each four channels. */
  const inBlocks = new Map<ValueId, Lanes[]>();
  const block = rows?.channels?.block ?? 4;

  operands.forEach(({ value, spread, dataType }, index) => {
    const address = getLocal(1 + index);
    const type = laneTypes[dataType] ?? 's32';
    if (spread === 'scalar' && dataType !== 'u8') {
      known.set(value, b.keep(type, [...address, ...loadSplat()], b.before));
    } else if (spread === 'outer') {
      known.set(value, b.keep(type, [...address, ...getLocal(row), ...I32.add, ...loadSplat()], rowCode));
    } else if (spread === 'inner' && rows?.channels) {
      const parts = Array.from({ length: block / 4 }, (_, part) =>
        b.keep(
          type,
          [...address, ...getLocal(blockAt), ...I32.add, ...integer(part * 16), ...I32.add, ...loadVector()],
          rowCode,
        ),
      );
      inBlocks.set(value, parts);
    }
  });

  for (let part = 0; part < block / 4; part++) {
    const lanes = new Map(known);
    for (const [value, parts] of inBlocks) lanes.set(value, parts[part]!);
    computeFour(group, values, b, lanes, { at, inRow, shared }, part * 16);
  }

  const bytes = block * 4;
  const elementLoop = loopWhile(
    [...b.code, ...advance(at, bytes), ...(rows === null ? [] : advance(inRow, bytes))],
    lessThan(at, rowEnd),
  );
  const begin = [...getLocal(0), ...integer(2), ...I32.shiftLeft, ...setLocal(end)];
  const whole = [...getLocal(end), ...setLocal(rowEnd), ...elementLoop];
  if (rows === null) {
    return encodeModule({
      parameters,
      integers: locals.length,
      vectors: b.vectors,
      body: [...begin, ...b.before, ...whole],
    });
  }
  /** Adds `by` to a local, which goes back to 0 at `limit`. */
  const advanceRound = (local: number, by: number, limit: number): number[] => [
    ...advance(local, by),
    ...[
      ...integer(0),
      ...getLocal(local),
      ...getLocal(local),
      ...integer(limit),
      ...I32.equal,
      ...I32.select,
    ],
    ...setLocal(local),
  ];
  // The last row may be a part of one.
  const next = [...getLocal(at), ...integer(rows.columns * 4), ...I32.add];
  const hasShared = operands.some(({ spread }) => spread === 'middle');
  const loop = loopWhile(
    [
      ...[
        ...next,
        ...getLocal(end),
        ...next,
        ...getLocal(end),
        ...I32.lessUnsigned,
        ...I32.select,
        ...setLocal(rowEnd),
      ],
      ...[...integer(0), ...setLocal(inRow)],
      ...rowCode,
      ...elementLoop,
      ...advance(row, 4),
      ...(rows.channels ? advanceRound(blockAt, bytes, rows.channels.blocks * bytes) : []),
      ...(hasShared
        ? [
            // The next shared row begins where the counter is back at 0.
            ...advanceRound(sharedRow, 1, rows.repeat),
            ...getLocal(shared),
            ...[
              ...integer(rows.columns * 4),
              ...integer(0),
              ...getLocal(sharedRow),
              ...I32.isZero,
              ...I32.select,
            ],
            ...I32.add,
            ...setLocal(shared),
          ]
        : []),
    ],
    lessThan(at, end),
  );
  return encodeModule({
    parameters,
    integers: locals.length,
    vectors: b.vectors,
    body: [...begin, ...b.before, ...loop],
  });
}

/** Loads, computes and stores four elements, `offset` bytes after the place where the loop stands. */
function computeFour(
  { calls, operands, constants, outputs }: GroupCode,
  values: StepProgram['values'],
  b: VectorBuilder,
  lanes: Map<ValueId, Lanes>,
  place: { at: number; inRow: number; shared: number },
  offset: number,
): void {
  const shifted = (code: readonly number[]): number[] =>
    offset === 0 ? [...code] : [...code, ...integer(offset), ...I32.add];
  const byteOf = (dataType: DataTypeName, local: number): number[] => {
    const where = shifted(getLocal(local));
    return dataType === 'u8' ? [...where, ...integer(2), ...I32.shiftRight] : where;
  };
  /** A vector of bytes as integers, or of truth values. */
  const widened = (value: ValueId, loaded: Lanes): Lanes => {
    const wide = b.apply('s32', Vector.widenShorts, b.apply('s32', Vector.widenBytes, loaded));
    return values[value]!.dtype === 'bool'
      ? b.apply('mask', Vector.integerNotEqual, wide, b.integer(0))
      : wide;
  };
  operands.forEach(({ value, spread, dataType }, index) => {
    if (lanes.has(value)) return;
    const address = getLocal(1 + index);
    const type = laneTypes[dataType] ?? 's32';
    const local = spread === 'inner' || spread === 'middle' ? place.inRow : place.at;
    const base = spread === 'middle' ? [...address, ...getLocal(place.shared), ...I32.add] : address;
    const where = spread === 'scalar' ? base : [...base, ...byteOf(dataType, local), ...I32.add];
    if (dataType === 'u8') lanes.set(value, widened(value, b.keep(type, [...where, ...loadFirst()])));
    else lanes.set(value, b.keep(type, [...where, ...loadVector()]));
  });

  const operandOf = (id: ValueId): Lanes => {
    const there = lanes.get(id);
    if (there) return there;
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
    lanes.set(
      call.outputs[0]!,
      kernel(b, (name) => operandOf(call.inputs[name]!), call),
    );
  }

  outputs.forEach(({ value, dataType }, index) => {
    const address = [...getLocal(1 + operands.length + index), ...byteOf(dataType, place.at), ...I32.add];
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
}
