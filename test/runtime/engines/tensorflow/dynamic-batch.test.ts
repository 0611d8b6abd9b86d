import { describe, expect, it } from 'vitest';
import { mergeIntoDynamicBatchGraph } from '../../../../src/runtime/engines/tensorflow/dynamic-batch.js';
import {
  TensorflowGraphBuilder,
  shapeAttribute,
} from '../../../../src/runtime/engines/tensorflow/graph-builder.js';

const SIZES = [97, 101] as const;

type Body = (graph: TensorflowGraphBuilder, x: string, size: number) => string;

const nodesFor = (size: number, body: Body) => {
  const graph = new TensorflowGraphBuilder('small');
  const x = graph.node('Placeholder', [], { dtype: 'float32', shape: shapeAttribute([size, 4]) });
  body(graph, x, size);
  return graph.definition.node!;
};

const joined = (body: Body) => mergeIntoDynamicBatchGraph([nodesFor(97, body), nodesFor(101, body)], SIZES);

const ints = (bytes: unknown) => {
  const { buffer, byteOffset, byteLength } = bytes as Uint8Array;
  return [...new Int32Array(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer)];
};

describe('anyBatch', () => {
  it('leaves the side that counts examples open, in placeholders and reshapes', () => {
    const nodes = joined((g, x, size) => g.node('Reshape', [x, g.ints([size * 2, 2])], { T: 'float32' }))!;
    const [x, sides] = nodes;
    expect(x!.attr!.shape!.shape!.dim!.map(({ size }) => Number(size))).toEqual([-1, 4]);
    expect(ints(sides!.attr!.value!.tensor!.tensor_content)).toEqual([-1, 2]);
  });

  it('asks transposed convolutions for height and width alone', () => {
    const nodes = joined((g, x, size) =>
      g.node('Conv2DBackpropInput', [g.ints([size, 8, 8, 3]), 'filter', x]),
    )!;
    const { tensor } = nodes.find(({ op }) => op === 'Const')!.attr!.value!;
    expect(ints(tensor!.tensor_content)).toEqual([8, 8]);
    expect(tensor!.tensor_shape!.dim!.map(({ size }) => Number(size))).toEqual([2]);
  });

  it('is null where something else depends on their number', () => {
    expect(joined((g, x, size) => g.node('BroadcastTo', [x, g.ints([size, 4])]))).toBeNull();
    expect(joined((g, x, size) => g.node('Mul', [x, g.number(1 / size)]))).toBeNull();
    expect(joined((g, x, size) => (size === 97 ? x : g.node('Neg', [x])))).toBeNull();
    expect(joined((g, x, size) => g.node('Reshape', [x, g.ints([size, size])]))).toBeNull();
    // One constant with two consumers: the second one may not accept -1.
    expect(
      joined((g, x, size) => {
        const sides = g.ints([size, 4]);
        return g.node('Reshape', [g.node('BroadcastTo', [x, sides]), sides]);
      }),
    ).toBeNull();
  });
});
