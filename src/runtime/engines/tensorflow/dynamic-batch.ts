import { isDeepStrictEqual } from 'node:util';
import { inferBatchDimensions } from '../model-export.js';
import type { proto } from './generated/index.js';
import { tensorflowDataTypes, tensorShapeProto } from './graph-builder.js';

const INT32 = tensorflowDataTypes.int32;

type Node = proto.NodeDef.$Properties;

const int32Contents = (bytes: Uint8Array): number[] => [
  ...new Int32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)),
];

/**
 * Two graphs of the same function, for two numbers of examples, as one for any number. Between them may differ: the
 * shapes of placeholders, one side of each shape that Reshape is given (TensorFlow writes -1 for the side that follows
 * from the others), and the shapes that transposed convolutions make, which TensorFlow takes without the number of
 * examples as well. Null where anything else does.
 */
export function mergeIntoDynamicBatchGraph(
  graphs: readonly [readonly Node[], readonly Node[]],
  batchSizes: readonly [number, number],
): Node[] | null {
  const [one, other] = graphs;
  if (one.length !== other.length) return null;
  const uses = (name: string) =>
    one.flatMap(({ op, input }) =>
      (input ?? []).flatMap((from, at) => (from === name ? [`${op} ${at}`] : [])),
    );
  const made = one.map((node, at): Node | null => {
    const twin = other[at]!;
    if (isDeepStrictEqual(node, twin)) return node;
    if (!isDeepStrictEqual({ ...node, attr: null }, { ...twin, attr: null })) return null;
    if (node.op === 'Placeholder') {
      const dims = [node, twin].map(({ attr }) => attr!.shape!.shape!.dim!.map(({ size }) => Number(size)));
      const sides = inferBatchDimensions([dims[0]!, dims[1]!], batchSizes, 1);
      return (
        sides && {
          ...node,
          attr: { ...node.attr, shape: { shape: tensorShapeProto(sides.map((side) => side ?? -1)) } },
        }
      );
    }
    const tensors = [node, twin].map(({ attr }) => attr?.value?.tensor);
    if (node.op !== 'Const' || tensors.some((tensor) => tensor?.dtype !== INT32)) return null;
    const numbers = tensors.map((tensor) => int32Contents(tensor!.tensor_content as Uint8Array));
    const sides = inferBatchDimensions([numbers[0]!, numbers[1]!], batchSizes);
    if (!sides || sides.filter((side) => side === null).length !== 1) return null;
    const used = new Set(uses(node.name!));
    const shape =
      used.size !== 1
        ? null
        : used.has('Reshape 1')
          ? sides.map((side) => side ?? -1)
          : used.has('Conv2DBackpropInput 0') && sides[0] === null
            ? (sides.slice(1, 3) as number[])
            : null;
    if (!shape) return null;
    const tensor_content = new Uint8Array(Int32Array.from(shape).buffer);
    const tensor = { ...tensors[0], tensor_shape: tensorShapeProto([shape.length]), tensor_content };
    return { ...node, attr: { ...node.attr, value: { tensor } } };
  });
  return made.includes(null) ? null : (made as Node[]);
}
