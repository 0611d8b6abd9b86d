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
 * Merges two graphs of one function, lowered for two batch sizes, into one with a symbolic batch dimension. They may
 * differ in placeholder shapes, in one entry of each Reshape shape (which becomes -1, "inferred"), and in the input
 * sizes of transposed convolutions (whose batch size may be omitted). Null if anything else differs.
 */
export function mergeIntoDynamicBatchGraph(
  graphs: readonly [readonly Node[], readonly Node[]],
  batchSizes: readonly [number, number],
): Node[] | null {
  const [first, second] = graphs;
  if (first.length !== second.length) return null;
  const uses = (name: string) =>
    first.flatMap(({ op, input }) =>
      (input ?? []).flatMap((from, at) => (from === name ? [`${op} ${at}`] : [])),
    );
  const merged = first.map((node, at): Node | null => {
    const counterpart = second[at]!;
    if (isDeepStrictEqual(node, counterpart)) return node;
    if (!isDeepStrictEqual({ ...node, attr: null }, { ...counterpart, attr: null })) return null;
    if (node.op === 'Placeholder') {
      const shapes = [node, counterpart].map(({ attr }) =>
        attr!.shape!.shape!.dim!.map(({ size }) => Number(size)),
      );
      const dims = inferBatchDimensions([shapes[0]!, shapes[1]!], batchSizes, 1);
      return (
        dims && {
          ...node,
          attr: { ...node.attr, shape: { shape: tensorShapeProto(dims.map((dim) => dim ?? -1)) } },
        }
      );
    }
    const tensors = [node, counterpart].map(({ attr }) => attr?.value?.tensor);
    if (node.op !== 'Const' || tensors.some((tensor) => tensor?.dtype !== INT32)) return null;
    const contents = tensors.map((tensor) => int32Contents(tensor!.tensor_content as Uint8Array));
    const dims = inferBatchDimensions([contents[0]!, contents[1]!], batchSizes);
    if (!dims || dims.filter((dim) => dim === null).length !== 1) return null;
    const used = new Set(uses(node.name!));
    const shape =
      used.size !== 1
        ? null
        : used.has('Reshape 1')
          ? dims.map((dim) => dim ?? -1)
          : used.has('Conv2DBackpropInput 0') && dims[0] === null
            ? (dims.slice(1, 3) as number[])
            : null;
    if (!shape) return null;
    const tensor_content = new Uint8Array(Int32Array.from(shape).buffer);
    const tensor = { ...tensors[0], tensor_shape: tensorShapeProto([shape.length]), tensor_content };
    return { ...node, attr: { ...node.attr, value: { tensor } } };
  });
  return merged.includes(null) ? null : (merged as Node[]);
}
