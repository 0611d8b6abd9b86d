import type { DType, KernelCall, StepProgram, Value, ValueId } from '../../capture/index.js';
import {
  dims,
  isBlocked,
  isPlain,
  keyOf,
  move,
  plain,
  product,
  restricted,
  without,
  type Layout,
  type LayoutPlan,
  type Shape,
} from './layout/index.js';
import type { Graph } from './model/index.js';
import { BLOCKED, type ElementType, type Name } from './model/index.js';

interface Version {
  layout: Layout;
  name: Name;
}

/** What emitters work with: the graph being written, and where each value of the step is to be found in it. */
export class Lowering {
  private readonly versions = new Map<ValueId, Version[]>();
  /** Draws of bytes come as uint8 and are widened where a kernel wants whole numbers. */
  private readonly bytes = new Set<ValueId>();
  private readonly wide = new Map<string, Name>();

  constructor(
    readonly program: StepProgram,
    readonly graph: Graph,
    readonly plan: LayoutPlan,
  ) {}

  value(id: ValueId): Value {
    const value = this.program.values[id];
    if (!value) throw new Error(`${this.program.name} has no value ${id}`);
    return value;
  }

  shape(id: ValueId): Shape {
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
  set(id: ValueId, name: Name, layout: Layout = plain(this.shape(id))): void {
    const list = this.versions.get(id) ?? [];
    list.push({ layout, name });
    this.versions.set(id, list);
  }

  setBytes(id: ValueId, name: Name): void {
    this.bytes.add(id);
    this.set(id, name);
  }

  isBytes(id: ValueId): boolean {
    return this.bytes.has(id);
  }

  /** The layout in which a value was made. */
  layout(id: ValueId): Layout {
    return this.versions.get(id)?.[0]?.layout ?? plain(this.shape(id));
  }

  /** A value in a layout, converted if it isn't there in it yet. Draws of bytes as uint8. */
  raw(id: ValueId, layout: Layout = plain(this.shape(id))): Name {
    const list = this.versions.get(id);
    const first = list?.[0];
    if (!list || !first) throw new Error(`value ${id} of ${this.program.name} has not been computed`);
    const there = list.find((one) => keyOf(one.layout) === keyOf(layout));
    if (there) return there.name;
    const free = list.find((one) => move(one.layout, layout)?.perm === null);
    const name = this.convert(free ?? first, layout, this.bytes.has(id) ? 'uint8' : this.dtype(id));
    list.push({ layout, name });
    return name;
  }

  get(id: ValueId, layout: Layout = plain(this.shape(id))): Name {
    const raw = this.raw(id, layout);
    if (!this.bytes.has(id)) return raw;
    const known = this.wide.get(raw);
    if (known) return known;
    const name = this.graph.cast(raw, 'int32');
    this.wide.set(raw, name);
    return name;
  }

  /** A draw of bytes as float32. */
  widened(id: ValueId, layout: Layout): Name {
    const bytes = this.layout(id);
    const numbers = this.graph.cast(this.raw(id, bytes), 'float32');
    return keyOf(bytes) === keyOf(layout)
      ? numbers
      : this.convert({ name: numbers, layout: bytes }, layout, 'float32');
  }

  private convert({ name, layout: from }: Version, to: Layout, type: ElementType): Name {
    const { graph } = this;
    const reordered = type === 'float32' ? this.reordered(name, from, to) : null;
    if (reordered) return reordered;
    const how = move(from, to);
    if (!how) {
      const middle = plain(from.splits.map(product));
      return this.convert(
        { name: this.convert({ name, layout: from }, middle, type), layout: middle },
        to,
        type,
      );
    }
    const same = (a: readonly number[], b: readonly number[]) => a.join() === b.join();
    if (!how.perm) return graph.reshape(name, how.to);
    const read = same(dims(from), how.from) ? name : graph.reshape(name, how.from);
    const turned = graph.transpose(read, how.perm);
    return same(
      how.perm.map((at) => how.from[at] as number),
      how.to,
    )
      ? turned
      : graph.reshape(turned, how.to);
  }

  /** onnxruntime's own conversions between plain images and blocked ones, which use all threads. */
  private reordered(name: Name, from: Layout, to: Layout): Name | null {
    const { graph } = this;
    // An image of one block lies as it is wanted in both ways.
    const blocked = (layout: Layout) => isBlocked(layout, this.plan.block) && !isPlain(layout);
    const [n, h, w, c] = from.splits.map(product) as [number, number, number, number];
    if (blocked(to) && from.splits.length === 4 && isPlain(from)) {
      const read = graph.reshape(name, [n, h, w, c]);
      return graph.reshape(graph.op('ReorderInput', [read], { channels_last: 1 }, BLOCKED), dims(to));
    }
    if (blocked(from) && isPlain(to)) {
      const read = graph.reshape(name, [n, c, h, w]);
      const made = graph.op('ReorderOutput', [read], { channels: c, channels_last: 1 }, BLOCKED);
      // Of an image of one pixel other orders are plain as well, with other dimensions.
      return dims(to).join() === [n, h, w, c].join() ? made : graph.reshape(made, dims(to));
    }
    return null;
  }

  /** The layout for a kernel that works in any: what the plan wishes, or else the plain one. */
  free(call: KernelCall): Layout {
    const out = call.outputs[0] as ValueId;
    const wish = this.plan.of(out);
    if (!isPlain(wish)) return wish;
    return plain(this.shape(out));
  }

  /** An operand that is broadcast to a value with this shape and layout. */
  operand(id: ValueId, shape: Shape, layout: Layout): Name {
    const own = this.shape(id);
    if (own.join() === shape.join()) return this.get(id, layout);
    if (product(own) === 1) return this.get(id);
    const lead = shape.length - own.length;
    const target = restricted(layout, [...shape.slice(0, lead).map(() => 1), ...own]);
    const name = this.get(id, without(target, new Set(shape.slice(0, lead).keys())));
    return lead === 0 ? name : this.graph.reshape(name, dims(target));
  }
}

/** Writes the ONNX nodes of one kernel call. */
export type Emitter = (lowering: Lowering, call: KernelCall) => void;

export type EmitterTable = Readonly<Record<string, Emitter>>;
