import type { DType, KernelCall, StepProgram, TensorSpec, ValueId } from '../../capture/index.js';
import {
  physicalDims,
  isNchwc,
  isPlainLayout,
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

/**
 * State of a lowering: the graph being built, and the tensors that hold each value of the step, one for each layout.
 */
export class OnnxLoweringContext {
  private readonly variants = new Map<ValueId, LayoutVariant[]>();
  /** Byte draws are uint8 inputs; they are cast to int32 for kernels that need integers. */
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

  /** Whether an image's channels are a multiple of the NCHWc block. */
  isBlockable(id: ValueId): boolean {
    const { block } = this.plan;
    return block > 0 && (this.shape(id)[3] ?? 0) % block === 0;
  }

  input(call: KernelCall, name: string): ValueId {
    const id = call.inputs[name];
    if (id === undefined) throw new Error(`${call.kernel} in ${call.scope} has no input ${name}`);
    return id;
  }

  /** Records the tensor that holds a value in a layout. */
  set(id: ValueId, name: TensorName, layout: Layout = plainLayout(this.shape(id))): void {
    const variants = this.variants.get(id) ?? [];
    variants.push({ layout, name });
    this.variants.set(id, variants);
  }

  setUint8(id: ValueId, name: TensorName): void {
    this.uint8Values.add(id);
    this.set(id, name);
  }

  isUint8(id: ValueId): boolean {
    return this.uint8Values.has(id);
  }

  /** The layout that a value was produced in. */
  layout(id: ValueId): Layout {
    return this.variants.get(id)?.[0]?.layout ?? plainLayout(this.shape(id));
  }

  /** The tensor of a value in a layout, emitting a conversion if needed. Byte draws stay uint8. */
  raw(id: ValueId, layout: Layout = plainLayout(this.shape(id))): TensorName {
    const variants = this.variants.get(id);
    const first = variants?.[0];
    if (!variants || !first) throw new Error(`value ${id} of ${this.program.name} has not been computed`);
    const existing = variants.find((one) => layoutKey(one.layout) === layoutKey(layout));
    if (existing) return existing.name;
    const reshapeable = variants.find((one) => layoutConversion(one.layout, layout)?.perm === null);
    const name = this.convert(
      reshapeable ?? first,
      layout,
      this.uint8Values.has(id) ? 'uint8' : this.dtype(id),
    );
    variants.push({ layout, name });
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
    const conversion = layoutConversion(from, to);
    if (!conversion) {
      const plain = plainLayout(from.splits.map(product));
      return this.convert(
        { name: this.convert({ name, layout: from }, plain, type), layout: plain },
        to,
        type,
      );
    }
    const same = (a: readonly number[], b: readonly number[]) => a.join() === b.join();
    if (!conversion.perm) return graph.reshape(name, conversion.to);
    const source = same(physicalDims(from), conversion.from) ? name : graph.reshape(name, conversion.from);
    const permuted = graph.transpose(source, conversion.perm);
    return same(
      conversion.perm.map((at) => conversion.from[at] as number),
      conversion.to,
    )
      ? permuted
      : graph.reshape(permuted, conversion.to);
  }

  /**
   * By onnxruntime's ReorderInput and ReorderOutput (NHWC to NCHWc and back), which are multithreaded; null if they
   * don't apply.
   */
  private reordered(name: TensorName, from: Layout, to: Layout): TensorName | null {
    const { graph } = this;
    // With one channel block, NHWC and NCHWc are the same memory.
    const blocked = (layout: Layout) => isNchwc(layout, this.plan.block) && !isPlainLayout(layout);
    const [n, h, w, c] = from.splits.map(product) as [number, number, number, number];
    if (blocked(to) && from.splits.length === 4 && isPlainLayout(from)) {
      const source = graph.reshape(name, [n, h, w, c]);
      return graph.reshape(
        graph.op('ReorderInput', [source], { channels_last: 1 }, NCHWC_DOMAIN),
        physicalDims(to),
      );
    }
    if (blocked(from) && isPlainLayout(to)) {
      const source = graph.reshape(name, [n, c, h, w]);
      const converted = graph.op('ReorderOutput', [source], { channels: c, channels_last: 1 }, NCHWC_DOMAIN);
      // For 1 x 1 images other layouts count as plain too, with other dimensions.
      return physicalDims(to).join() === [n, h, w, c].join()
        ? converted
        : graph.reshape(converted, physicalDims(to));
    }
    return null;
  }

  /** The layout for layout-agnostic kernels: the assigned one. */
  preferredLayout(call: KernelCall): Layout {
    const out = call.outputs[0] as ValueId;
    const assigned = this.plan.layoutOf(out);
    if (!isPlainLayout(assigned)) return assigned;
    return plainLayout(this.shape(out));
  }

  /** The tensor of an operand that is broadcast to a value with this shape and layout. */
  broadcastOperand(id: ValueId, shape: LogicalShape, layout: Layout): TensorName {
    const operandShape = this.shape(id);
    if (operandShape.join() === shape.join()) return this.get(id, layout);
    if (product(operandShape) === 1) return this.get(id);
    const lead = shape.length - operandShape.length;
    const target = broadcastOperandLayout(layout, [...shape.slice(0, lead).map(() => 1), ...operandShape]);
    const name = this.get(id, dropAxes(target, new Set(shape.slice(0, lead).keys())));
    return lead === 0 ? name : this.graph.reshape(name, physicalDims(target));
  }
}

/** Emits the ONNX nodes of one kernel call. */
export type OnnxEmitter = (lowering: OnnxLoweringContext, call: KernelCall) => void;

export type OnnxEmitterTable = Readonly<Record<string, OnnxEmitter>>;
