/** Reductions. */
import { stringAttribute, type TensorflowElementType, type NodeOutput } from '../graph-builder.js';
import { pairwiseSummationSteps, type SummationStep } from '../../passes/index.js';
import type { TensorflowEmitter, TensorflowEmitterTable, KernelCallSite } from '../call-site.js';

const T = 'float32';

const reduction =
  (op: string, key = 'axis'): TensorflowEmitter =>
  (site) => {
    const axes = site.attr<number[]>(key);
    const keep = site.attr<boolean>('keepDims');
    const from = site.dtype('x');
    // Mean of booleans is float, sum is int; max and min stay boolean.
    const type: TensorflowElementType = op === 'Mean' ? T : from === 'bool' ? 'int32' : from;
    const sides = site.shape('x');
    const steps = type === T && (op === 'Sum' || op === 'Mean') ? pairwiseSummationSteps(sides, axes) : null;
    // BiasAddGrad, which TensorFlow can fuse with the filter gradient. It sums sequentially.
    if (
      !steps &&
      op === 'Sum' &&
      type === T &&
      !keep &&
      isGradient(site) &&
      keepsChannelsOnly(axes, sides.length)
    ) {
      return site.node('BiasAddGrad', [site.in('x')], { T, data_format: stringAttribute('NHWC') });
    }
    if (steps) return site.reshape(reducePairwise(site, op, steps), T, site.output.shape);
    const result = site.node(op, [site.in('x', type), site.graph.ints(axes)], {
      T: type,
      Tidx: 'int32',
      keep_dims: keep,
    });
    return site.castToOutputType(result, type);
  };

function reducePairwise(site: KernelCallSite, op: string, steps: readonly SummationStep[]): NodeOutput {
  return steps.reduce(
    (from, { shape, axis, inFloat64 }) => {
      const reshaped = site.reshape(from, T, shape);
      const type = inFloat64 ? 'float64' : T;
      const part = site.node(
        op,
        [inFloat64 ? site.cast(reshaped, T, type) : reshaped, site.graph.ints([axis])],
        {
          T: type,
          Tidx: 'int32',
          keep_dims: false,
        },
      );
      return inFloat64 ? site.cast(part, type, T) : part;
    },
    site.in('x', T),
  );
}

const isGradient = ({ call }: KernelCallSite) => call.scope.startsWith('gradient/');

/** Whether all axes but the channels are reduced, as for the gradient of a bias. */
const keepsChannelsOnly = (axes: readonly number[], rank: number) =>
  (rank === 2 || rank === 4) && axes.length === rank - 1 && !axes.includes(rank - 1);

const logicalReduction =
  (op: string): TensorflowEmitter =>
  (site) =>
    site.node(op, [site.in('x', 'bool'), site.graph.ints(site.attr<number[]>('axis'))], {
      Tidx: 'int32',
      keep_dims: site.attr<boolean>('keepDims'),
    });

const boolAsInt32 = (site: KernelCallSite): { x: NodeOutput; type: TensorflowElementType } => {
  const type = site.dtype('x') === 'bool' ? 'int32' : site.dtype('x');
  return { x: site.in('x', type), type };
};

const argMinMax =
  (op: string): TensorflowEmitter =>
  (site) => {
    const { x, type } = boolAsInt32(site);
    const axis = site.graph.number(site.attr<number>('axis'), 'int32');
    return site.node(op, [x, axis], { T: type, Tidx: 'int32', output_type: 'int32' });
  };

const cumulative =
  (op: string): TensorflowEmitter =>
  (site) => {
    const { x, type } = boolAsInt32(site);
    const axis = site.graph.number(site.attr<number>('axis'), 'int32');
    const result = site.node(op, [x, axis], {
      T: type,
      Tidx: 'int32',
      exclusive: site.attr<boolean>('exclusive'),
      reverse: site.attr<boolean>('reverse'),
    });
    return site.castToOutputType(result, type);
  };

/** TensorFlow's Softmax supports the last axis only. */
const softmax: TensorflowEmitter = (site) => {
  const rank = site.output.shape.length;
  const dim = site.attr<number>('dim');
  const logits = site.in('logits', T);
  if (dim === rank - 1) return site.node('Softmax', [logits], { T });
  const perm = site.output.shape.map((_, at) => (at === dim ? rank - 1 : at === rank - 1 ? dim : at));
  const result = site.node('Softmax', [site.transpose(logits, T, perm)], { T });
  return site.transpose(result, T, perm);
};

const topK: TensorflowEmitter = (site) => {
  const { x, type } = boolAsInt32(site);
  const values = site.node('TopKV2', [x, site.graph.number(site.attr<number>('k'), 'int32')], {
    T: type,
    Tk: 'int32',
    index_type: 'int32',
    sorted: true,
  });
  return [site.castToOutputType(values, type), `${values}:1`];
};

export const tensorflowReductionEmitters: TensorflowEmitterTable = {
  Sum: reduction('Sum'),
  Prod: reduction('Prod'),
  Mean: reduction('Mean'),
  Max: reduction('Max', 'reductionIndices'),
  Min: reduction('Min'),
  All: logicalReduction('All'),
  Any: logicalReduction('Any'),
  ArgMax: argMinMax('ArgMax'),
  ArgMin: argMinMax('ArgMin'),
  Cumsum: cumulative('Cumsum'),
  Cumprod: cumulative('Cumprod'),
  Softmax: softmax,
  TopK: topK,
};
