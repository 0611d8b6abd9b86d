/** Groups of element-wise calls: one loop in WebAssembly each. */
import type { ValueId } from '../../../capture/index.js';
import {
  compileGroup,
  spreadOf,
  type ElementwiseGroup,
  type GroupOperand,
  type Rows,
  type Spread,
} from '../elementwise/index.js';
import { product, withLeadingOnes, type Layout } from '../layout.js';
import type { Lowering } from '../lowering.js';
import type { Buffer } from '../memory/index.js';
import { splitEvenly } from './split-evenly.js';
import { emitBroadcast } from './broadcast.js';
import { keepsZero } from './zero-preserving.js';

const leastCommonMultiple = (a: number, b: number): number => {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
};

/** Elements in a cache line, at whose ends loops are split. */
const VECTORS = 16;

interface Operand {
  id: ValueId;
  spread: Spread['kind'];
}

export function emitElementwiseGroup(lowering: Lowering, { calls, columns, repeat }: ElementwiseGroup): void {
  const { program } = lowering;
  const made = new Set(calls.flatMap(({ outputs }) => outputs));
  const last = calls.at(-1)!;
  const result = lowering.spec(last.outputs[0]!);
  const elements = product(result.shape);

  const constants = new Map<ValueId, number>();
  const operands = new Map<ValueId, Operand>();
  for (const call of calls) {
    const shape = lowering.spec(call.outputs[0]!).shape;
    for (const id of Object.values(call.inputs)) {
      if (made.has(id) || operands.has(id) || constants.has(id)) continue;
      const constant = lowering.scalarConstant(id);
      if (constant !== undefined) {
        constants.set(id, constant);
        continue;
      }
      operands.set(id, { id, spread: spreadOf(lowering.spec(id).shape, shape).kind });
    }
  }

  const ids = [...operands.values()];
  const full = ids.filter(({ spread }) => spread === 'full').map(({ id }) => id);
  const inside = new Set(calls);
  const outputs = [...made].filter(
    (id) =>
      lowering.isOutput(id) ||
      (lowering.consumers.get(id) ?? []).some((reader) => !inside.has(program.calls[reader]!)),
  );
  const operandsAs = (spreads: readonly GroupOperand['spread'][]): GroupOperand[] =>
    ids.map(({ id }, at) => ({ value: id, spread: spreads[at]!, dataType: lowering.dataType(id) }));
  const group = {
    calls,
    constants,
    outputs: outputs.map((value) => ({ value, dataType: lowering.dataType(value) })),
  };
  const byRows = ids.some(({ spread }) => spread === 'inner' || spread === 'outer' || spread === 'middle');
  const channelsOnly = byRows && ids.every((one) => isByChannel(lowering, one, result.shape));
  const shapes = new Set([...full, ...outputs].map((id) => lowering.spec(id).shape.join()));
  const shared =
    (byRows && !channelsOnly) || shapes.size > 1
      ? null
      : sharedLayout(
          lowering,
          full,
          outputs,
          // Channels are filled up with zeros as well.
          () =>
            keepsZero({ ...group, operands: operandsAs(ids.map(wholeOrScalar)), rows: null }, program.values),
        );
  const layout = shared && byRows && shared.channelBlock === null ? null : shared;

  const layoutFor = (id: ValueId): Layout => {
    if (!layout) return lowering.plainLayout(id);
    return lowering.layouts.withDataType(layout, lowering.dataType(id))!;
  };

  const rows = byRows ? rowsOf(ids, columns!, repeat, layout, result.shape) : null;
  // Rows whose length is no multiple of 4: what goes by columns is repeated until it is, the rest is written out.
  const oddRows = columns !== null && columns % 4 !== 0 && !layout;
  const buffers = ids.map(({ id, spread }): { buffer: Buffer; spread: GroupOperand['spread'] } => {
    if (spread === 'full') return { buffer: lowering.read(id, layoutFor(id)), spread };
    // Loops read bytes only as whole vectors of them.
    if (spread !== 'scalar' && lowering.dataType(id) === 'u8') {
      return { buffer: broadcast(lowering, id, result.shape, layoutFor), spread: 'full' };
    }
    const buffer = lowering.readPlain(id);
    if (spread === 'inner' && layout?.padded) {
      return { buffer: filledUp(lowering, id, buffer, layout.channelBlock!), spread };
    }
    if (spread === 'inner' && rows && !layout && rows.columns !== columns) {
      return { buffer: repeated(lowering, id, buffer, rows.columns), spread };
    }
    if (spread === 'general' || (spread !== 'scalar' && spread !== 'inner' && oddRows)) {
      return { buffer: broadcast(lowering, id, result.shape, layoutFor), spread: 'full' };
    }
    return { buffer, spread };
  });

  const written = outputs.map((id) => {
    const own = layoutFor(id);
    return lowering.define(id, own, lowering.placeOfState(id, own) ?? undefined);
  });
  const total = layout ? layout.bytes / 4 : elements;
  const spreads = buffers.map(({ spread }) => spread);
  const code = compileGroup({ ...group, operands: operandsAs(spreads), rows }, program.values);
  lowering.emit({
    name: calls.length === 1 ? last.kernel : `${last.kernel} and ${calls.length - 1} more`,
    implementation: 'wasm',
    reads: buffers.map(({ buffer }) => buffer),
    writes: written,
    bind(places) {
      const touched = [
        ...buffers.map(({ buffer, spread }, at) => ({ buffer, spread, id: ids[at]!.id })),
        ...written.map((buffer, at) => ({ buffer, spread: 'full' as const, id: outputs[at]! })),
      ];
      // Rows are split where rows that are shared, and channels, begin anew.
      const rowLength = rows?.columns ?? 1;
      const grain = rows ? (rows.channels?.blocks ?? rows.repeat) : VECTORS;
      const parts = splitEvenly(total / rowLength, total, grain, places.team.threads).map(
        ({ first, count }) => [
          count * rowLength,
          ...touched.map(({ buffer, spread, id }) => {
            const bytes = lowering.dataType(id) === 'u8' ? 1 : 4;
            const skipped = {
              full: first * rowLength,
              outer: first,
              middle: (first / (rows?.repeat ?? 1)) * rowLength,
            };
            const elements =
              spread === 'full' || spread === 'outer' || spread === 'middle' ? skipped[spread] : 0;
            return places.offset(buffer) + elements * bytes;
          }),
        ],
      );
      return places.team.loop(code, parts);
    },
  });
}

/**
 * The layout that a group computes in, null for plain ones. It is one that a full operand has already; in layouts with
 * room between the numbers only if 0 stays 0 there, which oneDNN relies on.
 */
function sharedLayout(
  lowering: Lowering,
  full: readonly ValueId[],
  outputs: readonly ValueId[],
  zeroStays: () => boolean,
): Layout | null {
  // What is written to a state goes where the state lies; then what most of the operands have.
  const votes = new Map<string, { layout: Layout; votes: number }>();
  for (const id of full) {
    if (lowering.dataType(id) !== 'f32') continue;
    const isState = lowering.isState(id);
    for (const { layout } of lowering.formsOf(id)) {
      const known = votes.get(layout.key) ?? { layout, votes: 0 };
      known.votes += (isState ? 100 : 1) * lowering.size(id);
      votes.set(layout.key, known);
    }
  }
  const best = [...votes.values()].sort((a, b) => b.votes - a.votes)[0]?.layout;
  if (!best || best.plain || best.key.startsWith('opaque')) return null;
  const hasOthers = [...full, ...outputs].every((id) =>
    lowering.layouts.withDataType(best, lowering.dataType(id)),
  );
  return hasOthers && (!best.padded || zeroStays()) ? best : null;
}

/** A row of numbers, repeated to a length that vectors divide. */
function repeated(lowering: Lowering, id: ValueId, row: Buffer, length: number): Buffer {
  const size = lowering.size(id);
  const to = lowering.temporary(length * 4);
  emitBroadcast(lowering, [1, size], [length / size, size], lowering.dataType(id), row, to);
  return to;
}

/** One number for each channel, with zeros up to whole blocks of them. */
function filledUp(lowering: Lowering, id: ValueId, channels: Buffer, block: number): Buffer {
  const size = lowering.size(id);
  const length = Math.ceil(size / block) * block;
  const to = lowering.temporary(length * 4);
  lowering.emit({
    name: 'Pad',
    implementation: 'javascript',
    reads: [channels],
    writes: [to],
    bind(places) {
      const [own, whole] = [places.floats(channels, size), places.floats(to, length)];
      return () => {
        whole.set(own);
        whole.fill(0, size);
      };
    },
  });
  return to;
}

/** Writes an operand out for all elements. */
function broadcast(
  lowering: Lowering,
  id: ValueId,
  shape: readonly number[],
  layoutFor: (id: ValueId) => Layout,
): Buffer {
  const own = lowering.spec(id).shape;
  const sides = withLeadingOnes(own, shape.length);
  const from = lowering.readPlain(id);
  const dataType = lowering.dataType(id);
  const whole = lowering.addValue({ shape, dtype: lowering.spec(id).dtype }, dataType);
  emitBroadcast(lowering, sides, shape, dataType, from, lowering.definePlain(whole));
  return lowering.read(whole, layoutFor(whole));
}

/** How an operand is read where nothing goes by rows. */
const wholeOrScalar = ({ spread }: Operand) => (spread === 'scalar' ? 'scalar' : 'full');

/** Whether an operand has all elements, one for all, or one for each channel. */
const isByChannel = (lowering: Lowering, { id, spread }: Operand, shape: readonly number[]): boolean =>
  spread === 'full' ||
  spread === 'scalar' ||
  (spread === 'inner' && lowering.size(id) === shape.at(-1) && lowering.dataType(id) === 'f32');

function rowsOf(
  operands: readonly Operand[],
  columns: number,
  repeat: number | null,
  layout: Layout | null,
  shape: readonly number[],
): Rows {
  if (layout) {
    const block = layout.channelBlock!;
    const channels = shape.at(-1)!;
    const pixels = product(shape.slice(1, -1));
    return { columns: pixels * block, repeat: 1, channels: { block, blocks: Math.ceil(channels / block) } };
  }
  const onlyInner = operands.every(({ spread }) => spread !== 'outer' && spread !== 'middle');
  const length = onlyInner || columns % 4 !== 0 ? leastCommonMultiple(columns, 4) : columns;
  return { columns: length, repeat: repeat ?? 1, channels: null };
}
