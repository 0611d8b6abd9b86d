import type { OnnxNode, OnnxTensor } from '../../../../file-formats/index.js';
import type { NetworkBuilder } from './network-builder.js';
import { Unsupported, type Value } from './value.js';

/** Numbers that a graph computes of shapes; null for those that are not known, as the number of examples. */
export type Known = readonly (number | null)[];

/** What is known of the values of a graph, by their names there. */
export interface Scope {
  network: NetworkBuilder;
  values: Map<string, Value>;
  constants: Map<string, OnnxTensor>;
  /** Results of operators on shapes. */
  known: Map<string, Known>;
  /** Values that are all zeros, as the states that series begin with. */
  zeros: Set<string>;
  /** How often a value is used, as an output of the graph as well. */
  uses: ReadonlyMap<string, number>;
  /** Nodes that use a value. */
  users: ReadonlyMap<string, readonly OnnxNode[]>;
  opset: number;
}

/** The inputs and attributes of a node, in the forms that are asked for. */
export class NodeReader {
  constructor(
    readonly node: OnnxNode,
    readonly scope: Scope,
  ) {}

  get network(): NetworkBuilder {
    return this.scope.network;
  }

  get opset(): number {
    return this.scope.opset;
  }

  has(at: number): boolean {
    return (this.node.inputs[at] ?? '') !== '';
  }

  value(at: number): Value {
    const name = this.node.inputs[at] ?? '';
    const value = this.scope.values.get(name);
    if (!value) throw new Unsupported(`: ${name || 'an input'} is no value of a layer`);
    return value;
  }

  constant(at: number): OnnxTensor | undefined {
    return this.scope.constants.get(this.node.inputs[at] ?? '');
  }

  /** Numbers of a constant, or of what is computed of shapes. */
  known(at: number): Known | undefined {
    const constant = this.constant(at);
    return constant ? [...constant.data] : this.scope.known.get(this.node.inputs[at] ?? '');
  }

  number(key: string, otherwise: number): number {
    const value = this.node.attributes.get(key);
    return typeof value === 'number' ? value : otherwise;
  }

  list(key: string): number[] | undefined {
    const value = this.node.attributes.get(key);
    return Array.isArray(value) ? value : undefined;
  }

  text(key: string, otherwise: string): string {
    const value = this.node.attributes.get(key);
    return typeof value === 'string' ? value : otherwise;
  }

  /** Numbers that are an attribute in one version of ONNX, and an input in another. */
  listOrInput(key: string, at: number): number[] | undefined {
    const input = this.known(at);
    if (input?.every((number): number is number => number !== null)) return [...input];
    return this.list(key);
  }

  /** The side that an axis is, counted from the end if it is negative. */
  side(axis: number, { sides }: Value): number | null {
    return sides[axis < 0 ? axis + sides.length : axis] ?? null;
  }

  /** `encoder.conv1` of the weight `encoder.conv1.weight`; null if it has no name that a person gave. */
  layerName(at: number): string | null {
    const name = this.node.inputs[at] ?? '';
    const found = /^([\w.]+)\.\w+$/.exec(name);
    return found && !name.startsWith('onnx::') ? found[1]! : null;
  }

  /** A layer on the first input that leaves its sides where they are. */
  layer(word: string, args: Record<string, unknown> = {}, weights = {}, called: string | null = null): Value {
    const { name, sides } = this.value(0);
    return { name: this.network.add(word, args, [name], weights, called), sides };
  }
}

export type Lowering = (reader: NodeReader) => Value | undefined;
