/** What moves numbers and leaves them as they are, and what computes with shapes. */
import type { OnnxNode } from '../../../../file-formats/index.js';
import type { Known, Lowering, NodeReader, Scope } from './node-reader.js';
import { channelsFirst, only, rankOf, sidesAsThey, Unsupported, type Value } from './value.js';
import { LAST_STEP } from './network-builder.js';

/** Operators that leave each number in its place: `load` follows an image in one row through their layers. */
const IN_PLACE = new Set(
  'BatchNormalization Clip Dropout Elu Gelu Identity LeakyRelu Mish PRelu Relu Selu Sigmoid Silu Softplus Softsign Tanh'.split(
    ' ',
  ),
);

/**
 * Whether all that uses a value, through operators that leave numbers in their places, is a product with a matrix. Then
 * `load` puts the rows of that matrix in the order of channels last.
 */
function goesIntoProducts(scope: Scope, name: string): boolean {
  const users = scope.users.get(name) ?? [];
  if (users.length === 0 || users.length !== scope.uses.get(name)) return false;
  return users.every(({ op, outputs }: OnnxNode) => {
    if (op === 'Gemm' || op === 'MatMul') return true;
    return IN_PLACE.has(op) && goesIntoProducts(scope, outputs[0]!);
  });
}

/** Whether a value is made by a product with a matrix for nothing else. */
function comesFromProduct(scope: Scope, name: string, nodes: ReadonlyMap<string, OnnxNode>): boolean {
  if (scope.uses.get(name) !== 1) return false;
  const maker = nodes.get(name);
  if (!maker) return false;
  if (maker.op === 'Gemm') return true;
  // A product whose bias is added behind it.
  if (maker.op === 'Add') return maker.inputs.some((input) => nodes.get(input)?.op === 'MatMul');
  return IN_PLACE.has(maker.op) && comesFromProduct(scope, maker.inputs[0]!, nodes);
}

function flattened(reader: NodeReader, value: Value): Value {
  if (rankOf(value) === 2) return { name: value.name, sides: [0, 1] };
  const rank = value.sides.length;
  only(rankOf(value) === rank, 'of sides that were pooled');
  const isImage = value.sides.every((side, at) => side === channelsFirst(rank)[at]);
  const name =
    isImage && goesIntoProducts(reader.scope, reader.node.outputs[0]!)
      ? value.name
      : reader.network.inOrder(value, sidesAsThey(rank));
  return { name: reader.network.add('Flatten', {}, [name]), sides: [0, 1] };
}

export const flatten: Lowering = (reader) => {
  only(reader.number('axis', 1) === 1, 'from another side than the first');
  return flattened(reader, reader.value(0));
};

const withoutPooled = (value: Value): Value => ({
  ...value,
  sides: value.sides.filter((side) => side !== null),
});

export const reshapeFrom =
  (nodes: ReadonlyMap<string, OnnxNode>): Lowering =>
  (reader) => {
    const known = reader.known(1);
    only(known !== undefined, 'to a shape that is computed');
    if (!reader.scope.values.has(reader.node.inputs[0]!)) return shapeAsItIs(reader);
    const value = reader.value(0);
    const sides = known.slice(1);
    // Sides of one go, as that of the two ways of a series.
    if (value.sides.includes(null) && known.length === rankOf(value) && known.length > 2)
      return withoutPooled(value);
    if (sides.length === 1) return flattened(reader, value);
    only(
      rankOf(value) === 2 && sides.every((side): side is number => side !== null && side > 0),
      'of what is not flat, or to sides that are not known',
    );
    const asImage = channelsFirst(known.length);
    if (comesFromProduct(reader.scope, reader.node.inputs[0]!, nodes)) {
      const [channels, ...space] = sides as number[];
      const shape = { target_shape: [...space, channels] };
      return { name: reader.network.add('Reshape', shape, [value.name]), sides: asImage };
    }
    const name = reader.network.add('Reshape', { target_shape: sides }, [value.name]);
    return { name, sides: sidesAsThey(known.length) };
  };

export const transpose: Lowering = (reader) => {
  const value = reader.value(0);
  const perm = reader.list('perm') ?? [...sidesAsThey(value.sides.length)].reverse();
  return { ...value, sides: perm.map((axis) => value.sides[axis]!) };
};

const axesOf = (reader: NodeReader): number[] => reader.listOrInput('axes', 1) ?? [];

export const squeeze: Lowering = (reader) => {
  if (!reader.scope.values.has(reader.node.inputs[0]!)) return shapeAsItIs(reader);
  const value = reader.value(0);
  const axes = axesOf(reader).map((axis) => (axis < 0 ? axis + value.sides.length : axis));
  only(
    axes.length > 0 && axes.every((axis) => value.sides[axis] === null),
    'of sides that are no sides of one',
  );
  return { ...value, sides: value.sides.filter((_, at) => !axes.includes(at)) };
};

export const unsqueeze: Lowering = (reader) => {
  if (!reader.scope.values.has(reader.node.inputs[0]!)) return shapeAsItIs(reader);
  const value = reader.value(0);
  const rank = value.sides.length + axesOf(reader).length;
  const axes = axesOf(reader).map((axis) => (axis < 0 ? axis + rank : axis));
  const rest = [...value.sides];
  const sides = Array.from({ length: rank }, (_, at) => (axes.includes(at) ? null : rest.shift()!));
  return { ...value, sides };
};

/** One of the rows of a table for each number, or the last step of a series. */
export const gather: Lowering = (reader) => {
  const table = reader.constant(0);
  const axis = reader.number('axis', 0);
  if (table && table.shape.length === 2 && axis === 0 && reader.scope.values.has(reader.node.inputs[1]!)) {
    const value = reader.value(1);
    const [input, output] = table.shape;
    const args = { input_dim: input, output_dim: output };
    const called = reader.layerName(0);
    const name = reader.network.add('Embedding', args, [value.name], { weight: table }, called);
    return { name, sides: [...value.sides, rankOf(value)] };
  }
  const index = reader.known(1);
  if (!reader.scope.values.has(reader.node.inputs[0]!)) {
    const from = reader.known(0);
    only(from !== undefined && index !== undefined && axis === 0, 'of what is computed');
    return setKnown(
      reader,
      index.map((at) => from[at! < 0 ? at! + from.length : at!] ?? null),
    );
  }
  const value = reader.value(0);
  const isLast = index?.length === 1 && index[0] === -1 && reader.side(axis, value) === 1;
  only(isLast && value.series !== undefined, 'but the last step of a series');
  return lastStep(reader, value);
};

/** The output of the last step of a series that a layer goes through. */
export const lastStep = ({ network }: NodeReader, { series }: Value): Value => ({
  name: network.add(LAST_STEP, {}, [series!]),
  sides: [0, 1],
});

/** Results of operators on shapes are no values of layers. */
function setKnown({ node, scope }: NodeReader, known: Known): undefined {
  scope.known.set(node.outputs[0]!, known);
  return undefined;
}

const shapeAsItIs = (reader: NodeReader): undefined => {
  const known = reader.known(0);
  if (!known) throw new Unsupported(': of what is computed');
  return setKnown(reader, known);
};

export const castOrIdentity: Lowering = (reader) =>
  reader.scope.values.has(reader.node.inputs[0]!) ? reader.value(0) : shapeAsItIs(reader);

export const shape: Lowering = (reader) => {
  const { sides } = reader.value(0);
  const end = reader.number('end', sides.length);
  return setKnown(
    reader,
    sides.slice(reader.number('start', 0), end).map(() => null),
  );
};

export const slice: Lowering = (reader) => {
  const { node, scope } = reader;
  if (scope.zeros.has(node.inputs[0]!)) return void scope.zeros.add(node.outputs[0]!);
  only(!scope.values.has(node.inputs[0]!), 'of a value');
  const from = reader.known(0);
  const [start, end] = [reader.listOrInput('starts', 1)?.[0], reader.listOrInput('ends', 2)?.[0]];
  only(from !== undefined && start !== undefined && end !== undefined, 'of what is computed');
  return setKnown(reader, from.slice(start, end));
};

/** Shapes that are multiplied, or put one behind the other; null for values of layers. */
export function ofShapes(reader: NodeReader): boolean {
  const { node, scope } = reader;
  if (node.inputs.some((name) => scope.values.has(name))) return false;
  const all = node.inputs.map((_, at) => reader.known(at));
  if (!all.every((one) => one !== undefined)) return false;
  if (node.op === 'Concat') setKnown(reader, all.flat());
  else
    setKnown(
      reader,
      all[0]!.map(() => null),
    );
  return true;
}

/** Values of one number; only zeros are known. */
export const filled: Lowering = ({ node, scope }) => {
  const given = scope.constants.get(node.inputs[0] ?? '');
  const value = node.op === 'ConstantOfShape' ? node.attributes.get('value') : given;
  const numbers = typeof value === 'object' && 'data' in value ? [...value.data] : [0];
  only(
    numbers.every((number) => number === 0),
    'with other numbers than zeros',
  );
  scope.zeros.add(node.outputs[0]!);
  return undefined;
};
