/** Kernels that move numbers: by reorders between plain layouts, parts of them, or none at all. */
import type { KernelCall, ValueId } from '../../../capture/index.js';
import { identityView, int64, rowMajorStrides } from '../layout.js';
import type { Handle } from '../library/index.js';
import type { Lowering } from '../lowering.js';
import type { Buffer } from '../memory/index.js';
import { emitFallback } from './fallback.js';

/** The same memory under another shape. */
export function emitReshape(lowering: Lowering, call: KernelCall): void {
  const x = lowering.input(call, 'x');
  const y = call.outputs[0]!;
  lowering.setStorage(y, lowering.dataType(x));
  if (call.kernel === 'Identity') {
    lowering.readPlainIfUndecided(x);
    for (const { layout, buffer } of lowering.formsOf(x)) lowering.define(y, layout, buffer);
    return;
  }
  const blocked = lowering.blockedForms(x);
  if (!haveSamePixels(lowering.spec(x).shape, lowering.spec(y).shape) || blocked.length === 0) {
    lowering.definePlain(y, lowering.readPlain(x));
    return;
  }
  for (const form of lowering.formsOf(x)) {
    if (form.layout.plain) lowering.definePlain(y, form.buffer);
    else if (blocked.includes(form))
      lowering.define(y, lowering.layouts.like(form.layout, lowering.imageView(y)), form.buffer);
  }
}

/** Whether two shapes differ only in sides of length 1 between the batch and the channels, as those of series and images. */
function haveSamePixels(one: readonly number[], other: readonly number[]): boolean {
  const pixels = (shape: readonly number[]) => shape.slice(1, -1).filter((side) => side !== 1);
  return (
    one.length > 2 &&
    other.length > 2 &&
    one[0] === other[0] &&
    one.at(-1) === other.at(-1) &&
    pixels(one).join() === pixels(other).join()
  );
}

export function emitTranspose(lowering: Lowering, call: KernelCall): void {
  const x = lowering.input(call, 'x');
  const y = call.outputs[0]!;
  const perm = call.attrs.perm as number[];
  const shape = lowering.spec(y).shape;
  const strides = rowMajorStrides(lowering.spec(x).shape);
  lowering.setStorage(y, lowering.dataType(x));
  const from = lowering.layouts.descriptorByStrides(
    shape,
    perm.map((at) => strides[at]!),
    lowering.dataType(x),
  );
  const to = lowering.plainLayout(y);
  const buffer = lowering.readPlain(x);
  lowering.emitReorder(
    'Transpose',
    { descriptor: from, buffer },
    { descriptor: to.descriptor, buffer: lowering.define(y, to) },
  );
}

/** A part of a value of `shape`, as a descriptor over the whole's memory. */
function partOf(
  lowering: Lowering,
  id: ValueId,
  shape: readonly number[],
  sizes: readonly number[],
  begin: readonly number[],
): Handle {
  const whole = lowering.layouts.plain(identityView(shape), lowering.dataType(id));
  return lowering.scope.add(
    'descriptor',
    lowering.api.submemory(whole.descriptor, int64(sizes), int64(begin)),
  );
}

const plainDescriptor = (lowering: Lowering, id: ValueId, shape: readonly number[]): Handle =>
  lowering.layouts.plain(identityView(shape), lowering.dataType(id)).descriptor;

/** Copies a part of `from` to a value of its own. `sizes` has as many sides as `shape`. */
function copyPart(
  lowering: Lowering,
  from: { id: ValueId; shape: readonly number[]; buffer: Buffer },
  sizes: readonly number[],
  begin: readonly number[],
  to: ValueId,
): void {
  lowering.setStorage(to, lowering.dataType(from.id));
  const buffer = lowering.definePlain(to);
  lowering.emitReorder(
    'Slice',
    { descriptor: partOf(lowering, from.id, from.shape, sizes, begin), buffer: from.buffer },
    { descriptor: plainDescriptor(lowering, to, sizes), buffer },
  );
}

export function emitSlice(lowering: Lowering, call: KernelCall): void {
  const id = lowering.input(call, 'x');
  const { shape } = lowering.spec(id);
  if (shape.length === 0 || lowering.size(call.outputs[0]!) === 0) return emitFallback(lowering, call);
  const from = { id, shape, buffer: lowering.readPlain(id) };
  copyPart(lowering, from, call.attrs.size as number[], call.attrs.begin as number[], call.outputs[0]!);
}

export function emitSplit(lowering: Lowering, call: KernelCall): void {
  const id = lowering.input(call, 'x');
  const { shape } = lowering.spec(id);
  const axis = Number(call.attrs.axis);
  const from = { id, shape, buffer: lowering.readPlain(id) };
  let at = 0;
  for (const output of call.outputs) {
    const sizes = lowering.spec(output).shape;
    copyPart(
      lowering,
      from,
      sizes,
      shape.map((_, side) => (side === axis ? at : 0)),
      output,
    );
    at += sizes[axis]!;
  }
}

export function emitUnpack(lowering: Lowering, call: KernelCall): void {
  const id = lowering.input(call, 'value');
  const { shape } = lowering.spec(id);
  const axis = Number(call.attrs.axis);
  const from = { id, shape, buffer: lowering.readPlain(id) };
  const sizes = shape.map((side, at) => (at === axis ? 1 : side));
  call.outputs.forEach((output, at) =>
    copyPart(
      lowering,
      from,
      sizes,
      shape.map((_, side) => (side === axis ? at : 0)),
      output,
    ),
  );
}

const listInputs = (call: KernelCall): ValueId[] =>
  Object.keys(call.inputs)
    .sort((a, b) => Number(a) - Number(b))
    .map((name) => call.inputs[name]!);

/** Puts values one after the other along an axis of `shape`; each takes `sizes` of it. */
function join(
  lowering: Lowering,
  call: KernelCall,
  shape: readonly number[],
  axis: number,
  parts: readonly { id: ValueId; sizes: readonly number[] }[],
): void {
  const y = call.outputs[0]!;
  lowering.setStorage(y, lowering.dataType(parts[0]!.id));
  const froms = parts.map(({ id }) => lowering.readPlain(id));
  const to = lowering.definePlain(y);
  let at = 0;
  parts.forEach(({ id, sizes }, index) => {
    const begin = shape.map((_, side) => (side === axis ? at : 0));
    at += sizes[axis]!;
    if (sizes.some((side) => side === 0)) return;
    lowering.emitReorder(
      call.kernel,
      { descriptor: plainDescriptor(lowering, id, sizes), buffer: froms[index]! },
      { descriptor: partOf(lowering, y, shape, sizes, begin), buffer: to },
    );
  });
}

export function emitConcat(lowering: Lowering, call: KernelCall): void {
  const parts = listInputs(call).map((id) => ({ id, sizes: lowering.spec(id).shape }));
  join(lowering, call, lowering.spec(call.outputs[0]!).shape, Number(call.attrs.axis), parts);
}

export function emitPack(lowering: Lowering, call: KernelCall): void {
  const axis = Number(call.attrs.axis);
  const { shape } = lowering.spec(call.outputs[0]!);
  const sizes = shape.map((side, at) => (at === axis ? 1 : side));
  join(
    lowering,
    call,
    shape,
    axis,
    listInputs(call).map((id) => ({ id, sizes })),
  );
}

export function emitPad(lowering: Lowering, call: KernelCall): void {
  const x = lowering.input(call, 'x');
  const y = call.outputs[0]!;
  if (lowering.dataType(x) !== 'f32') return emitFallback(lowering, call);
  const paddings = call.attrs.paddings as number[][];
  const size = lowering.size(y);
  const from = lowering.readPlain(x);
  const to = lowering.definePlain(y);
  const value = Number(call.attrs.constantValue);
  lowering.emit({
    name: 'Fill',
    implementation: 'javascript',
    reads: [],
    writes: [to],
    bind(places) {
      const out = places.floats(to, size);
      return () => out.fill(value);
    },
  });
  const { shape } = lowering.spec(x);
  if (lowering.size(x) === 0) return;
  lowering.emitReorder(
    call.kernel,
    { descriptor: plainDescriptor(lowering, x, shape), buffer: from },
    {
      descriptor: partOf(
        lowering,
        y,
        lowering.spec(y).shape,
        shape,
        paddings.map(([before]) => before!),
      ),
      buffer: to,
    },
  );
}
