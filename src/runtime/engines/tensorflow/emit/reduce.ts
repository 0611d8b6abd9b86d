/** Kernels that take axes away. */
import { text, type ElementType, type Name } from '../graph.js';
import { partialSums, type PartialSum } from '../../passes/index.js';
import type { Emitter, EmitterTable, Site } from '../site.js';

const T = 'float32';

const reduction =
  (op: string, key = 'axis'): Emitter =>
  (site) => {
    const axes = site.attr<number[]>(key);
    const keep = site.attr<boolean>('keepDims');
    const from = site.dtype('x');
    // A mean of truth is a fraction, a sum of it a number; extremes of truth are truth.
    const type: ElementType = op === 'Mean' ? T : from === 'bool' ? 'int32' : from;
    const sides = site.shape('x');
    const steps = type === T && (op === 'Sum' || op === 'Mean') ? partialSums(sides, axes) : null;
    // One operation with the gradient of the kernel, where there is one. It adds up one number after another.
    if (!steps && op === 'Sum' && type === T && !keep && isSlope(site) && isBias(axes, sides.length)) {
      return site.node('BiasAddGrad', [site.in('x')], { T, data_format: text('NHWC') });
    }
    if (steps) return site.reshape(inParts(site, op, steps), T, site.out.shape);
    const made = site.node(op, [site.in('x', type), site.graph.ints(axes)], {
      T: type,
      Tidx: 'int32',
      keep_dims: keep,
    });
    return site.give(made, type);
  };

function inParts(site: Site, op: string, steps: readonly PartialSum[]): Name {
  return steps.reduce(
    (from, { rows, axis, wide }) => {
      const read = site.reshape(from, T, rows);
      const type = wide ? 'float64' : T;
      const part = site.node(op, [wide ? site.cast(read, T, type) : read, site.graph.ints([axis])], {
        T: type,
        Tidx: 'int32',
        keep_dims: false,
      });
      return wide ? site.cast(part, type, T) : part;
    },
    site.in('x', T),
  );
}

const isSlope = ({ call }: Site) => call.scope.startsWith('gradient/');

/** All axes but that of the channels: the gradient of a bias. */
const isBias = (axes: readonly number[], rank: number) =>
  (rank === 2 || rank === 4) && axes.length === rank - 1 && !axes.includes(rank - 1);

const truth =
  (op: string): Emitter =>
  (site) =>
    site.node(op, [site.in('x', 'bool'), site.graph.ints(site.attr<number[]>('axis'))], {
      Tidx: 'int32',
      keep_dims: site.attr<boolean>('keepDims'),
    });

const number = (site: Site): { x: Name; type: ElementType } => {
  const type = site.dtype('x') === 'bool' ? 'int32' : site.dtype('x');
  return { x: site.in('x', type), type };
};

const arg =
  (op: string): Emitter =>
  (site) => {
    const { x, type } = number(site);
    const axis = site.graph.number(site.attr<number>('axis'), 'int32');
    return site.node(op, [x, axis], { T: type, Tidx: 'int32', output_type: 'int32' });
  };

const cumulative =
  (op: string): Emitter =>
  (site) => {
    const { x, type } = number(site);
    const axis = site.graph.number(site.attr<number>('axis'), 'int32');
    const made = site.node(op, [x, axis], {
      T: type,
      Tidx: 'int32',
      exclusive: site.attr<boolean>('exclusive'),
      reverse: site.attr<boolean>('reverse'),
    });
    return site.give(made, type);
  };

/** TensorFlow's goes along the last axis. */
const softmax: Emitter = (site) => {
  const rank = site.out.shape.length;
  const dim = site.attr<number>('dim');
  const logits = site.in('logits', T);
  if (dim === rank - 1) return site.node('Softmax', [logits], { T });
  const perm = site.out.shape.map((_, at) => (at === dim ? rank - 1 : at === rank - 1 ? dim : at));
  const turned = site.node('Softmax', [site.transpose(logits, T, perm)], { T });
  return site.transpose(turned, T, perm);
};

const topK: Emitter = (site) => {
  const { x, type } = number(site);
  const values = site.node('TopKV2', [x, site.graph.number(site.attr<number>('k'), 'int32')], {
    T: type,
    Tk: 'int32',
    index_type: 'int32',
    sorted: true,
  });
  return [site.give(values, type), `${values}:1`];
};

export const reduce: EmitterTable = {
  Sum: reduction('Sum'),
  Prod: reduction('Prod'),
  Mean: reduction('Mean'),
  Max: reduction('Max', 'reductionIndices'),
  Min: reduction('Min'),
  All: truth('All'),
  Any: truth('Any'),
  ArgMax: arg('ArgMax'),
  ArgMin: arg('ArgMin'),
  Cumsum: cumulative('Cumsum'),
  Cumprod: cumulative('Cumprod'),
  Softmax: softmax,
  TopK: topK,
};
