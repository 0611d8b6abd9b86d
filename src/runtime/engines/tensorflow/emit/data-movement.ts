/** Data movement kernels. */
import {
  intAttribute,
  stringAttribute,
  type TensorflowElementType,
  type NodeOutput,
} from '../graph-builder.js';
import type { TensorflowEmitter, TensorflowEmitterTable, KernelCallSite } from '../call-site.js';

const outputType = (site: KernelCallSite): TensorflowElementType => site.output.dtype;

/** A slice of an input. Slices to the end of an axis use -1, so the axis may be symbolic. */
const sliceInput = (
  site: KernelCallSite,
  x: string,
  begin: readonly number[],
  size: readonly number[],
): NodeOutput => {
  const sides = site.shape(x);
  const lengths = size.map((length, at) => (begin[at]! + length === sides[at] ? -1 : length));
  return site.node('Slice', [site.in(x), site.graph.ints(begin), site.graph.ints(lengths)], {
    T: outputType(site),
    Index: 'int32',
  });
};

const slice: TensorflowEmitter = (site) =>
  sliceInput(site, 'x', site.attr<number[]>('begin'), site.attr<number[]>('size'));

/**
 * Splits along an axis, one node per part. TensorFlow's SplitV and Unpack are one node with several outputs, and its
 * rewriting for oneDNN fuses gradients of a filter and of a bias that read the same node, whichever of its outputs
 * they read (GetConv2DBackpropFilterOrBiasAddGrad in mkl_layout_pass.cc): the branches of a concatenation would get
 * each other's gradients. So no node that a gradient passes through has several outputs.
 */
const sliceAlongAxis = (
  site: KernelCallSite,
  x: string,
  axis: number,
  lengths: readonly number[],
): NodeOutput[] => {
  const sides = site.shape(x);
  let next = 0;
  return lengths.map((length) => {
    const begin = sides.map((_, at) => (at === axis ? next : 0));
    next += length;
    return sliceInput(
      site,
      x,
      begin,
      sides.map((side, at) => (at === axis ? length : side)),
    );
  });
};

const concat: TensorflowEmitter = (site) => {
  const parts = site.listInputNames.map((name) => site.in(name));
  return site.node('ConcatV2', [...parts, site.graph.number(site.attr<number>('axis'), 'int32')], {
    N: intAttribute(parts.length),
    T: outputType(site),
    Tidx: 'int32',
  });
};

const pack: TensorflowEmitter = (site) => {
  const parts = site.listInputNames.map((name) => site.in(name));
  return site.node('Pack', parts, {
    N: intAttribute(parts.length),
    T: outputType(site),
    axis: intAttribute(site.attr<number>('axis')),
  });
};

const unpack: TensorflowEmitter = (site) =>
  sliceAlongAxis(
    site,
    'value',
    site.attr<number>('axis'),
    site.call.outputs.map(() => 1),
  ).map((one) => site.reshape(one, outputType(site), site.output.shape));

const split: TensorflowEmitter = (site) =>
  sliceAlongAxis(site, 'x', site.attr<number>('axis'), site.attr<number[]>('numOrSizeSplits'));

/** Amounts before and after, for each axis. */
const paddings = (site: KernelCallSite): NodeOutput => {
  const pairs = site.attr<number[][]>('paddings');
  return site.graph.constant('int32', [pairs.length, 2], Int32Array.from(pairs.flat()));
};

const pad: TensorflowEmitter = (site) => {
  const filler = site.graph.number(site.attr<number>('constantValue'), outputType(site));
  return site.node('PadV2', [site.in('x'), paddings(site), filler], {
    T: outputType(site),
    Tpaddings: 'int32',
  });
};

const mirrorPad: TensorflowEmitter = (site) =>
  site.node('MirrorPad', [site.in('x'), paddings(site)], {
    T: outputType(site),
    Tpaddings: 'int32',
    mode: stringAttribute(site.attr<string>('mode').toUpperCase()),
  });

const gather: TensorflowEmitter = (site) =>
  site.node(
    'GatherV2',
    [site.in('x'), site.in('indices', 'int32'), site.graph.number(site.attr<number>('axis'), 'int32')],
    {
      Tparams: outputType(site),
      Tindices: 'int32',
      Taxis: 'int32',
      batch_dims: intAttribute(site.attr<number>('batchDims')),
    },
  );

const segmentSum: TensorflowEmitter = (site) =>
  site.node(
    'UnsortedSegmentSum',
    [
      site.in('x', outputType(site)),
      site.in('segmentIds', 'int32'),
      site.graph.number(site.attr<number>('numSegments'), 'int32'),
    ],
    { T: outputType(site), Tindices: 'int32', Tnumsegments: 'int32' },
  );

const oneHot: TensorflowEmitter = (site) => {
  const value = (name: string) => site.graph.number(Number(site.attr(name)), outputType(site));
  return site.node(
    'OneHot',
    [
      site.in('indices', 'int32'),
      site.graph.number(site.attr<number>('depth'), 'int32'),
      value('onValue'),
      value('offValue'),
    ],
    { T: outputType(site), TI: 'int32', axis: intAttribute(-1) },
  );
};

const fill: TensorflowEmitter = (site) => {
  const value = site.graph.number(site.attr<number>('value'), outputType(site));
  if (site.output.shape.length === 0) return value;
  return site.node('Fill', [site.graph.ints(site.output.shape), value], {
    T: outputType(site),
    index_type: 'int32',
  });
};

const tile: TensorflowEmitter = (site) =>
  site.node('Tile', [site.in('x'), site.graph.ints(site.attr<number[]>('reps'))], {
    T: outputType(site),
    Tmultiples: 'int32',
  });

const reverse: TensorflowEmitter = (site) =>
  site.node('ReverseV2', [site.in('x'), site.graph.ints(site.attr<number[]>('dims'))], {
    T: outputType(site),
    Tidx: 'int32',
  });

export const tensorflowDataMovementEmitters: TensorflowEmitterTable = {
  Reshape: (site) => site.reshape(site.in('x'), outputType(site), site.output.shape),
  Transpose: (site) => site.transpose(site.in('x'), outputType(site), site.attr<number[]>('perm')),
  Tile: tile,
  Reverse: reverse,
  Slice: slice,
  Concat: concat,
  Pack: pack,
  Unpack: unpack,
  SplitV: split,
  PadV2: pad,
  MirrorPad: mirrorPad,
  GatherV2: gather,
  UnsortedSegmentSum: segmentSum,
  OneHot: oneHot,
  Fill: fill,
};
