import type { DType, KernelCall, StepProgram, TensorSpec, ValueId } from '../../capture/index.js';
import {
  physicalDims,
  isNchwc,
  isPlain,
  layoutKey,
  layoutConversion,
  plainLayout,
  product,
  broadcastOperandLayout,
  dropAxes,
  type Layout,
  type LayoutPlan,
  type LogicalShape,
} from './layout/index.js';
import type { OnnxGraphBuilder } from './model/index.js';
import { NCHWC_DOMAIN, type OnnxElementType, type TensorName } from './model/index.js';

interface LayoutVariant {
  layout: Layout;
  name: TensorName;
}

/** What emitters work with: the graph being written, and where each value of the step is to be found in it. */
export class OnnxLoweringContext {
  private readonly variants = new Map<ValueId, LayoutVariant[]>();
  /** Draws of bytes come as uint8 and are widened where a kernel wants whole numbers. */
  private readonly uint8Values = new Set<ValueId>();
  private readonly int32Names = new Map<string, TensorName>();

  constructor(
    readonly program: StepProgram,
    readonly graph: OnnxGraphBuilder,
    readonly plan: LayoutPlan,
  ) {}

  value(id: ValueId): TensorSpec {
    const value = this.program.values[id];
    if (!value) throw new Error(`${this.program.name} has no value ${id}`);
    return value;
  }

  shape(id: ValueId): LogicalShape {
    return this.value(id).shape;
  }

  dtype(id: ValueId): DType {
    return this.value(id).dtype;
  }

  /** Whether an image's channels fill whole blocks. */
  isBlockable(id: ValueId): boolean {
    const { block } = this.plan;
    return block > 0 && (this.shape(id)[3] ?? 0) % block === 0;
  }

  input(call: KernelCall, name: string): ValueId {
    const id = call.inputs[name];
    if (id === undefined) throw new Error(`${call.kernel} in ${call.scope} has no input ${name}`);
    return id;
  }

  /** Say where a value is. */
  set(id: ValueId, name: TensorName, layout: Layout = plainLayout(this.shape(id))): void {
    const list = this.variants.get(id) ?? [];
    list.push({ layout, name });
    this.variants.set(id, list);
  }

  setUint8(id: ValueId, name: TensorName): void {
    this.uint8Values.add(id);
    this.set(id, name);
  }

  isUint8(id: ValueId): boolean {
    return this.uint8Values.has(id);
  }

  /** The layout in which a value was made. */
  layout(id: ValueId): Layout {
    return this.variants.get(id)?.[0]?.layout ?? plainLayout(this.shape(id));
  }

  /** A value in a layout, converted if it isn't there in it yet. Draws of bytes as uint8. */
  raw(id: ValueId, layout: Layout = plainLayout(this.shape(id))): TensorName {
    const list = this.variants.get(id);
    const first = list?.[0];
    if (!list || !first) throw new Error(`value ${id} of ${this.program.name} has not been computed`);
    const there = list.find((one) => layoutKey(one.layout) === layoutKey(layout));
    if (there) return there.name;
    const free = list.find((one) => layoutConversion(one.layout, layout)?.perm === null);
    const name = this.convert(free ?? first, layout, this.uint8Values.has(id) ? 'uint8' : this.dtype(id));
    list.push({ layout, name });
    return name;
  }

  get(id: ValueId, layout: Layout = plainLayout(this.shape(id))): TensorName {
    const raw = this.raw(id, layout);
    if (!this.uint8Values.has(id)) return raw;
    const known = this.int32Names.get(raw);
    if (known) return known;
    const name = this.graph.cast(raw, 'int32');
    this.int32Names.set(raw, name);
    return name;
  }

  /** A draw of bytes as float32. */
  uint8AsFloat32(id: ValueId, layout: Layout): TensorName {
    const bytes = this.layout(id);
    const numbers = this.graph.cast(this.raw(id, bytes), 'float32');
    return layoutKey(bytes) === layoutKey(layout)
      ? numbers
      : this.convert({ name: numbers, layout: bytes }, layout, 'float32');
  }

  private convert({ name, layout: from }: LayoutVariant, to: Layout, type: OnnxElementType): TensorName {
    const { graph } = this;
    const reordered = type === 'float32' ? this.reordered(name, from, to) : null;
    if (reordered) return reordered;
    const how = layoutConversion(from, to);
    if (!how) {
      const middle = plainLayout(from.splits.map(product));
      return this.convert(
        { name: this.convert({ name, layout: from }, middle, type), layout: middle },
        to,
        type,
      );
    }
    const same = (a: readonly number[], b: readonly number[]) => a.join() === b.join();
    if (!how.perm) return graph.reshape(name, how.to);
    const read = same(physicalDims(from), how.from) ? name : graph.reshape(name, how.from);
    const turned = graph.transpose(read, how.perm);
    return same(
      how.perm.map((at) => how.from[at] as number),
      how.to,
    )
      ? turned
      : graph.reshape(turned, how.to);
  }

  /** onnxruntime's own conversions between plain images and blocked ones, which use all threads. */
  private reordered(name: TensorName, from: Layout, to: Layout): TensorName | null {
    const { graph } = this;
    // An image of one block lies as it is wanted in both ways.
    const blocked = (layout: Layout) => isNchwc(layout, this.plan.block) && !isPlain(layout);
    const [n, h, w, c] = from.splits.map(product) as [number, number, number, number];
    if (blocked(to) && from.splits.length === 4 && isPlain(from)) {
      const read = graph.reshape(name, [n, h, w, c]);
      return graph.reshape(
        graph.op('ReorderInput', [read], { channels_last: 1 }, NCHWC_DOMAIN),
        physicalDims(to),
      );
    }
    if (blocked(from) && isPlain(to)) {
      const read = graph.reshape(name, [n, c, h, w]);
      const made = graph.op('ReorderOutput', [read], { channels: c, channels_last: 1 }, NCHWC_DOMAIN);
      // Of an image of one pixel other orders are plain as well, with other dimensions.
      return physicalDims(to).join() === [n, h, w, c].join() ? made : graph.reshape(made, physicalDims(to));
    }
    return null;
  }

  /** The layout for a kernel that works in any: what the plan wishes, or else the plain one. */
  preferredLayout(call: KernelCall): Layout {
    const out = call.outputs[0] as ValueId;
    const wish = this.plan.layoutOf(out);
    if (!isPlain(wish)) return wish;
    return plainLayout(this.shape(out));
  }

  /** An operand that is broadcast to a value with this shape and layout. */
  broadcastOperand(id: ValueId, shape: LogicalShape, layout: Layout): TensorName {
    const own = this.shape(id);
    if (own.join() === shape.join()) return this.get(id, layout);
    if (product(own) === 1) return this.get(id);
    const lead = shape.length - own.length;
    const target = broadcastOperandLayout(layout, [...shape.slice(0, lead).map(() => 1), ...own]);
    const name = this.get(id, dropAxes(target, new Set(shape.slice(0, lead).keys())));
    return lead === 0 ? name : this.graph.reshape(name, physicalDims(target));
  }
}

/** Writes the ONNX nodes of one kernel call. */
export type OnnxEmitter = (lowering: OnnxLoweringContext, call: KernelCall) => void;

export type OnnxEmitterTable = Readonly<Record<string, OnnxEmitter>>;
