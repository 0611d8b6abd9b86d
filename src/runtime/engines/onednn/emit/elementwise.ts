/** Groups of element-wise calls: one loop in WebAssembly each. */
import type { ValueId } from '../../../capture/index.js';
import { compileGroup, spreadOf, type ElementwiseGroup, type GroupOperand } from '../elementwise/index.js';
import { product, type Layout } from '../layout.js';
import type { Lowering } from '../lowering.js';
import type { Buffer } from '../memory/index.js';
import { instantiate } from '../wasm/index.js';
import { keepsZero } from './zero-preserving.js';

const leastCommonMultiple = (a: number, b: number): number => {
  let [x, y] = [a, b];
  while (y !== 0) [x, y] = [y, x % y];
  return (a / x) * b;
};

interface Operand {
  id: ValueId;
  spread: GroupOperand['spread'];
  columns: number;
}

export function emitElementwiseGroup(lowering: Lowering, { calls, columns }: ElementwiseGroup): void {
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
      const spread = spreadOf(lowering.spec(id).shape, shape)!;
      operands.set(id, {
        id,
        spread: spread.kind,
        columns: spread.kind === 'inner' || spread.kind === 'outer' ? spread.columns : 0,
      });
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
  const byRows = ids.some(({ spread }) => spread === 'inner' || spread === 'outer');
  const shapes = new Set([...full, ...outputs].map((id) => lowering.spec(id).shape.join()));
  const layout =
    byRows || shapes.size > 1
      ? null
      : sharedLayout(lowering, full, outputs, () => keepsZero(calls, outputs, lowering));

  const layoutFor = (id: ValueId): Layout => {
    if (!layout) return lowering.plainLayout(id);
    return lowering.layouts.withDataType(layout, lowering.dataType(id))!;
  };

  // Rows whose length is no multiple of 4: what goes by columns is repeated until it is.
  const hasOuter = ids.some(({ spread }) => spread === 'outer');
  const oddRows = columns !== null && columns % 4 !== 0;
  const rowLength =
    columns === null || !byRows ? null : hasOuter && !oddRows ? columns : leastCommonMultiple(columns, 4);

  const buffers = ids.map(({ id, spread }): { buffer: Buffer; spread: GroupOperand['spread'] } => {
    if (spread === 'full') return { buffer: lowering.read(id, layoutFor(id)), spread };
    const buffer = lowering.readPlain(id);
    if (spread === 'inner' && rowLength !== columns)
      return { buffer: repeated(lowering, id, buffer, rowLength!), spread };
    if (spread === 'outer' && oddRows)
      return { buffer: spreadOverRows(lowering, id, buffer, columns), spread: 'full' };
    return { buffer, spread };
  });

  const written = outputs.map((id) => {
    const own = layoutFor(id);
    return lowering.define(id, own, lowering.placeOfState(id, own) ?? undefined);
  });
  const total = layout ? layout.bytes / 4 : elements;
  const code = compileGroup(
    {
      calls,
      operands: ids.map(({ id }, at) => ({
        value: id,
        spread: buffers[at]!.spread,
        dataType: lowering.dataType(id),
      })),
      constants,
      outputs: outputs.map((value) => ({ value, dataType: lowering.dataType(value) })),
      columns: rowLength,
    },
    program.values,
  );
  lowering.emit({
    name: calls.length === 1 ? last.kernel : `${last.kernel} and ${calls.length - 1} more`,
    implementation: 'wasm',
    reads: buffers.map(({ buffer }) => buffer),
    writes: written,
    bind(places) {
      const run = instantiate(code, places.memory);
      const addresses = [...buffers.map(({ buffer }) => buffer), ...written].map((buffer) =>
        places.offset(buffer),
      );
      return () => run(total, ...addresses);
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
  lowering.emit({
    name: 'Tile',
    implementation: 'javascript',
    reads: [row],
    writes: [to],
    bind(places) {
      // Bits are copied, whatever they mean.
      const [from, out] = [places.ints(row, size), places.ints(to, length)];
      return () => {
        for (let at = 0; at < length; at += size) out.set(from, at);
      };
    },
  });
  return to;
}

/** One number for each row, written at each of the row's places. */
function spreadOverRows(lowering: Lowering, id: ValueId, column: Buffer, columns: number): Buffer {
  const rows = lowering.size(id);
  const to = lowering.temporary(rows * columns * 4);
  lowering.emit({
    name: 'BroadcastTo',
    implementation: 'javascript',
    reads: [column],
    writes: [to],
    bind(places) {
      const [from, out] = [places.ints(column, rows), places.ints(to, rows * columns)];
      return () => {
        for (let row = 0; row < rows; row++) out.fill(from[row]!, row * columns, (row + 1) * columns);
      };
    },
  });
  return to;
}
