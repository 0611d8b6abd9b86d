/** Kernels that move numbers about. */
import { int, text, type ElementType, type Name } from '../graph.js';
import type { Emitter, EmitterTable, Site } from '../site.js';

const type = (site: Site): ElementType => site.out.dtype;

/** A part of a value. What goes to the end of a side is written so, since then the side may have any length. */
const part = (site: Site, x: string, begin: readonly number[], size: readonly number[]): Name => {
  const sides = site.shape(x);
  const lengths = size.map((length, at) => (begin[at]! + length === sides[at] ? -1 : length));
  return site.node('Slice', [site.in(x), site.graph.ints(begin), site.graph.ints(lengths)], {
    T: type(site),
    Index: 'int32',
  });
};

const slice: Emitter = (site) => part(site, 'x', site.attr<number[]>('begin'), site.attr<number[]>('size'));

/**
 * Consecutive parts along an axis, a node for each. TensorFlow's SplitV and Unpack are one node with several results, and
 * its rewriting for oneDNN joins the gradients of a filter and of a bias that read the same node, whichever of its
 * results they read (GetConv2DBackpropFilterOrBiasAddGrad in mkl_layout_pass.cc): the branches of a concatenation would
 * get each other's gradients. So no node has several results that a gradient can come by.
 */
const parts = (site: Site, x: string, axis: number, lengths: readonly number[]): Name[] => {
  const sides = site.shape(x);
  let next = 0;
  return lengths.map((length) => {
    const begin = sides.map((_, at) => (at === axis ? next : 0));
    next += length;
    return part(
      site,
      x,
      begin,
      sides.map((side, at) => (at === axis ? length : side)),
    );
  });
};

const concat: Emitter = (site) => {
  const parts = site.list.map((name) => site.in(name));
  return site.node('ConcatV2', [...parts, site.graph.number(site.attr<number>('axis'), 'int32')], {
    N: int(parts.length),
    T: type(site),
    Tidx: 'int32',
  });
};

const pack: Emitter = (site) => {
  const parts = site.list.map((name) => site.in(name));
  return site.node('Pack', parts, {
    N: int(parts.length),
    T: type(site),
    axis: int(site.attr<number>('axis')),
  });
};

const unpack: Emitter = (site) =>
  parts(
    site,
    'value',
    site.attr<number>('axis'),
    site.call.outputs.map(() => 1),
  ).map((one) => site.reshape(one, type(site), site.out.shape));

const split: Emitter = (site) =>
  parts(site, 'x', site.attr<number>('axis'), site.attr<number[]>('numOrSizeSplits'));

/** Pairs of numbers, one for each axis. */
const paddings = (site: Site): Name => {
  const pairs = site.attr<number[][]>('paddings');
  return site.graph.constant('int32', [pairs.length, 2], Int32Array.from(pairs.flat()));
};

const pad: Emitter = (site) => {
  const filler = site.graph.number(site.attr<number>('constantValue'), type(site));
  return site.node('PadV2', [site.in('x'), paddings(site), filler], { T: type(site), Tpaddings: 'int32' });
};

const mirrorPad: Emitter = (site) =>
  site.node('MirrorPad', [site.in('x'), paddings(site)], {
    T: type(site),
    Tpaddings: 'int32',
    mode: text(site.attr<string>('mode').toUpperCase()),
  });

const gather: Emitter = (site) =>
  site.node(
    'GatherV2',
    [site.in('x'), site.in('indices', 'int32'), site.graph.number(site.attr<number>('axis'), 'int32')],
    {
      Tparams: type(site),
      Tindices: 'int32',
      Taxis: 'int32',
      batch_dims: int(site.attr<number>('batchDims')),
    },
  );

const segmentSum: Emitter = (site) =>
  site.node(
    'UnsortedSegmentSum',
    [
      site.in('x', type(site)),
      site.in('segmentIds', 'int32'),
      site.graph.number(site.attr<number>('numSegments'), 'int32'),
    ],
    { T: type(site), Tindices: 'int32', Tnumsegments: 'int32' },
  );

const oneHot: Emitter = (site) => {
  const value = (name: string) => site.graph.number(Number(site.attr(name)), type(site));
  return site.node(
    'OneHot',
    [
      site.in('indices', 'int32'),
      site.graph.number(site.attr<number>('depth'), 'int32'),
      value('onValue'),
      value('offValue'),
    ],
    { T: type(site), TI: 'int32', axis: int(-1) },
  );
};

const fill: Emitter = (site) => {
  const value = site.graph.number(site.attr<number>('value'), type(site));
  if (site.out.shape.length === 0) return value;
  return site.node('Fill', [site.graph.ints(site.out.shape), value], { T: type(site), index_type: 'int32' });
};

const tile: Emitter = (site) =>
  site.node('Tile', [site.in('x'), site.graph.ints(site.attr<number[]>('reps'))], {
    T: type(site),
    Tmultiples: 'int32',
  });

const reverse: Emitter = (site) =>
  site.node('ReverseV2', [site.in('x'), site.graph.ints(site.attr<number[]>('dims'))], {
    T: type(site),
    Tidx: 'int32',
  });

export const arrange: EmitterTable = {
  Reshape: (site) => site.reshape(site.in('x'), type(site), site.out.shape),
  Transpose: (site) => site.transpose(site.in('x'), type(site), site.attr<number[]>('perm')),
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
