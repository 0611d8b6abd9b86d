/** Writes values out along further sides. */
import type { KernelCall } from '../../../capture/index.js';
import { product, rowMajorStrides } from '../layout.js';
import type { DataTypeName } from '../library/index.js';
import type { Lowering } from '../lowering.js';
import type { Buffer } from '../memory/index.js';

type Bits = Int32Array | Uint8Array;

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
  const [size, all] = [product(sides), product(shape)];
  lowering.emit({
    name: 'BroadcastTo',
    implementation: 'javascript',
    reads: [from],
    writes: [to],
    bind(places) {
      const view = (buffer: Buffer, length: number): Bits =>
        dataType === 'u8' ? places.bytes(buffer, length) : places.ints(buffer, length);
      const [source, target] = [view(from, size), view(to, all)];
      return () => copyBroadcast(source, target, shape, strides);
    },
  });
}

/** Shorter runs are copied in JavaScript, since a call takes longer. */
const WORTH_A_CALL = 48;

/** Bits are copied, whatever they mean. */
function copyBroadcast(
  source: Bits,
  target: Bits,
  shape: readonly number[],
  strides: readonly number[],
): void {
  const place = shape.map(() => 0);
  const last = shape.length - 1;
  const length = shape[last]!;
  const step = strides[last]!;
  let from = 0;
  for (let at = 0; at < target.length; at += length) {
    if (length < WORTH_A_CALL) {
      for (let k = 0, read = from; k < length; k++, read += step) target[at + k] = source[read]!;
    } else if (step === 0) target.fill(source[from]!, at, at + length);
    else target.set(source.subarray(from, from + length), at);
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
