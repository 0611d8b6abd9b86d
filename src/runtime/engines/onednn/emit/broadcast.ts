/** Writes values out along further sides. */
import type { KernelCall } from '../../../capture/index.js';
import { product, rowMajorStrides } from '../layout.js';
import type { DataTypeName } from '../library/index.js';
import type { Lowering } from '../lowering.js';
import type { Buffer } from '../memory/index.js';
import { collapsedSides, compileBroadcast, type Side } from '../movement/index.js';
import { splitEvenly } from './split-evenly.js';

/** Copies `from` to all of `shape`; `sides` has as many sides, of length 1 where the value comes again. */
export function emitBroadcast(
  lowering: Lowering,
  sides: readonly number[],
  shape: readonly number[],
  dataType: DataTypeName,
  from: Buffer,
  to: Buffer,
): void {
  const strides = rowMajorStrides(sides).map((stride, at) => (sides[at] === 1 ? 0 : stride));
  const all = product(shape);
  if (all === 0) return;
  if (dataType === 'u8') return emitByteBroadcast(lowering, strides, product(sides), shape, from, to);
  const collapsed = collapsedSides(shape, strides);
  const code = compileBroadcast(collapsed);
  const [first] = collapsed as [Side];
  const inside = all / first.length;
  lowering.emit({
    name: 'BroadcastTo',
    implementation: 'wasm',
    reads: [from],
    writes: [to],
    bind(places) {
      const [source, target] = [places.offset(from), places.offset(to)];
      const parts = splitEvenly(first.length, all, 1, places.team.threads).map(({ first: at, count }) => [
        ...[source + at * first.stride * 4, target + at * inside * 4, count],
      ]);
      return places.team.loop(code, parts);
    },
  });
}

/** The same for bytes, which are few. */
function emitByteBroadcast(
  lowering: Lowering,
  strides: readonly number[],
  size: number,
  shape: readonly number[],
  from: Buffer,
  to: Buffer,
): void {
  lowering.emit({
    name: 'BroadcastTo',
    implementation: 'javascript',
    reads: [from],
    writes: [to],
    bind(places) {
      const [source, target] = [places.bytes(from, size), places.bytes(to, product(shape))];
      return () => copyBroadcast(source, target, shape, strides);
    },
  });
}

function copyBroadcast(
  source: Uint8Array,
  target: Uint8Array,
  shape: readonly number[],
  strides: readonly number[],
): void {
  const place = shape.map(() => 0);
  const last = shape.length - 1;
  const length = shape[last]!;
  const step = strides[last]!;
  let from = 0;
  for (let at = 0; at < target.length; at += length) {
    for (let k = 0, read = from; k < length; k++, read += step) target[at + k] = source[read]!;
    for (let side = last - 1; side >= 0; side--) {
      from += strides[side]!;
      if (++place[side]! < shape[side]!) break;
      from -= strides[side]! * shape[side]!;
      place[side] = 0;
    }
  }
}

/** Each side of the value comes as many times as said: [repetitions, side] for each. */
export function emitTile(lowering: Lowering, call: KernelCall): void {
  const x = lowering.input(call, 'x');
  const y = call.outputs[0]!;
  const reps = call.attrs.reps as number[];
  const { shape } = lowering.spec(x);
  lowering.setStorage(y, lowering.dataType(x));
  const from = lowering.readPlain(x);
  if (reps.every((one) => one === 1)) return void lowering.definePlain(y, from);
  emitBroadcast(
    lowering,
    shape.flatMap((side) => [1, side]),
    shape.flatMap((side, at) => [reps[at] ?? 1, side]),
    lowering.dataType(x),
    from,
    lowering.definePlain(y),
  );
}
