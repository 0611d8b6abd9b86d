import { describe, expect, it } from 'vitest';
import { mergeIntoDynamicBatchModel } from '../../../../src/runtime/engines/onnx/dynamic-batch.js';
import { OnnxGraphBuilder } from '../../../../src/runtime/engines/onnx/model/index.js';

const SIZES = [97, 101] as const;

/** A model of rows of four numbers, for a batch size. */
const modelFor = (
  size: number,
  body: (graph: OnnxGraphBuilder, x: string, size: number) => string,
  sides: number[],
) => {
  const graph = new OnnxGraphBuilder(`small@${size}`);
  graph.input('x', 'float32', [size, 4]);
  graph.addNode('Identity', [body(graph, 'x', size)], {}, ['y']);
  graph.output('y', 'float32', sides);
  return graph.model();
};

const joined = (
  body: (graph: OnnxGraphBuilder, x: string, size: number) => string,
  sides: (size: number) => number[],
) => mergeIntoDynamicBatchModel([modelFor(97, body, sides(97)), modelFor(101, body, sides(101))], SIZES);

describe('anyBatch', () => {
  it('leaves the side that counts examples open, in inputs, outputs and reshapes', () => {
    const model = joined(
      (graph, x, size) => graph.reshape(x, [size * 2, 2]),
      (size) => [size, 4],
    )!;
    expect(model.name).toBe('small');
    expect(model.inputs[0]!.free).toEqual({ 0: 'batch' });
    expect(model.outputs[0]!.free).toEqual({ 0: 'batch' });
    expect(model.initializers.map(({ data }) => [...data].map(Number))).toEqual([[-1, 2]]);
  });

  it('is null where something else depends on their number', () => {
    const sides = (size: number) => [size, 4];
    // A shape that is not Reshape's; a constant; an additional node; two symbolic entries in one shape.
    expect(joined((g, x, size) => g.op('Expand', [x, g.ints([size, 4])]), sides)).toBeNull();
    expect(joined((g, x, size) => g.op('Div', [x, g.number(size)]), sides)).toBeNull();
    expect(joined((g, x, size) => (size === 97 ? x : g.op('Neg', [x])), sides)).toBeNull();
    expect(joined((g, x, size) => g.reshape(x, [size, size]), sides)).toBeNull();
    expect(
      joined(
        (_, x) => x,
        (size) => [4 * size],
      ),
    ).toBeNull();
  });
});
