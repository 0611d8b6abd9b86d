/** Convolutions and their gradients. */
import { backend_util } from '@tensorflow/tfjs-core';
import { text, type Attributes, type Name } from '../graph.js';
import type { Emitter, EmitterTable, Site } from '../site.js';
import { gatherFilter, spreadFilter, spreadShape } from './spread.js';

type Four = [number, number, number, number];

const T = 'float32';

/** How a convolution's windows lie, by TensorFlow's attributes. */
function geometry(
  site: Site,
  x: readonly number[],
  filter: readonly number[],
  depthwise: boolean,
): Attributes {
  const strides = site.attr<[number, number]>('strides');
  const dilations = site.attr<[number, number]>('dilations');
  const pad = site.attr<'same' | 'valid' | number | backend_util.ExplicitPadding>('pad');
  const common = {
    T,
    strides: [1, ...strides, 1],
    dilations: [1, ...dilations, 1],
    data_format: text('NHWC'),
  };
  if (pad === 'same' || pad === 'valid')
    return { ...common, padding: text(pad.toUpperCase()), explicit_paddings: [] };
  const { padInfo } = backend_util.computeConv2DInfo(
    [...x] as Four,
    [...filter] as Four,
    strides,
    dilations,
    pad,
    site.attr('dimRoundingMode'),
    depthwise,
  );
  const { top, bottom, left, right } = padInfo;
  return {
    ...common,
    padding: text('EXPLICIT'),
    explicit_paddings: [0, 0, top, bottom, left, right, 0, 0],
  };
}

const kernels = (depthwise: boolean): EmitterTable => {
  const op = depthwise ? 'DepthwiseConv2dNative' : 'Conv2D';
  const window = (site: Site, x: readonly number[], filter: readonly number[]) =>
    geometry(site, x, filter, depthwise);
  /** The gaps of a gradient that has to do without them. */
  const gapsOf = (site: Site): readonly number[] | null => {
    const gaps = site.attr<[number, number]>('dilations');
    return depthwise && gaps.some((gap) => gap > 1) ? gaps : null;
  };
  const dense = { dilations: [1, 1, 1, 1] };

  const forward: Emitter = (site) =>
    site.node(
      op,
      [site.in('x', T), site.in('filter', T)],
      window(site, site.shape('x'), site.shape('filter')),
    );
  const toFilter: Emitter = (site) => {
    const filter = site.attr<number[]>('filterShape');
    const how = window(site, site.shape('x'), filter);
    const gaps = gapsOf(site);
    const make = (shape: readonly number[], more: Attributes) =>
      site.node(`${op}BackpropFilter`, [site.in('x', T), sizes(site, shape), site.in('dy', T)], {
        ...how,
        ...more,
      });
    if (!gaps) return make(filter, {});
    return gatherFilter(site, make(spreadShape(filter, gaps), dense), filter, gaps);
  };
  const toInput: Emitter = (site) => {
    const input = site.attr<number[]>('inputShape');
    const shape = site.shape('filter');
    const how = window(site, input, shape);
    const gaps = gapsOf(site);
    const filter = site.in('filter', T);
    return site.node(
      `${op}BackpropInput`,
      [sizes(site, input), gaps ? spreadFilter(site, filter, shape, gaps) : filter, site.in('dy', T)],
      gaps ? { ...how, ...dense } : how,
    );
  };
  return { [op]: forward, [`${op}BackpropFilter`]: toFilter, [`${op}BackpropInput`]: toInput };
};

const sizes = (site: Site, shape: readonly number[]): Name => site.graph.ints(shape);

export const convolution: EmitterTable = { ...kernels(false), ...kernels(true) };
