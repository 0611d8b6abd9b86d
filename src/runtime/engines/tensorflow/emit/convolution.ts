/** Convolutions and their gradients. */
import { geometry } from '../../passes/index.js';
import { text, type Attributes } from '../graph.js';
import type { Emitter, EmitterTable, Site } from '../site.js';
import { gatherFilter, spreadFilter, spreadShape } from './spread.js';

const T = 'float32';

/** How windows lie, by TensorFlow's attributes: those of one image over another with one pixel for each window. */
function geometryOf(
  { call }: Site,
  big: readonly number[],
  small: readonly number[],
  filter: readonly number[],
  depthwise: boolean,
): Attributes {
  const { attrs } = call;
  const { strides, dilations, pads } = geometry(attrs, filter, big, small);
  if (depthwise && strides[0] !== strides[1]) {
    throw new Error(
      `${call.kernel} in ${call.scope}: TensorFlow has no depthwise convolution with strides of two lengths ` +
        `(${strides.join(' and ')}); --engine onnx has`,
    );
  }
  const [top, left, bottom, right] = pads;
  const named = attrs.pad === 'same' || attrs.pad === 'valid';
  return {
    T,
    strides: [1, ...strides, 1],
    dilations: [1, ...dilations, 1],
    data_format: text('NHWC'),
    padding: text(named ? String(attrs.pad).toUpperCase() : 'EXPLICIT'),
    explicit_paddings: named ? [] : [0, 0, top, bottom, left, right, 0, 0],
  };
}

const kernels = (depthwise: boolean): EmitterTable => {
  const op = depthwise ? 'DepthwiseConv2dNative' : 'Conv2D';
  /** The gaps that the kernel has to do without. */
  const gapsOf = (site: Site): readonly number[] | null => {
    const gaps = site.attr<[number, number]>('dilations');
    const known = !depthwise && site.call.kernel === op;
    return !known && gaps.some((gap) => gap > 1) ? gaps : null;
  };
  const dense = { dilations: [1, 1, 1, 1] };

  const forward: Emitter = (site) => {
    const shape = site.shape('filter');
    const how = geometryOf(site, site.shape('x'), site.out.shape, shape, depthwise);
    const gaps = gapsOf(site);
    const filter = site.in('filter', T);
    const inputs = [site.in('x', T), gaps ? spreadFilter(site, filter, shape, gaps) : filter];
    return site.give(site.node(op, inputs, gaps ? { ...how, ...dense } : how), T);
  };
  const toFilter: Emitter = (site) => {
    const filter = site.out.shape;
    const how = geometryOf(site, site.shape('x'), site.shape('dy'), filter, depthwise);
    const gaps = gapsOf(site);
    const make = (shape: readonly number[], more: Attributes) =>
      site.node(`${op}BackpropFilter`, [site.in('x', T), site.graph.ints(shape), site.in('dy', T)], {
        ...how,
        ...more,
      });
    if (!gaps) return make(filter, {});
    return gatherFilter(site, make(spreadShape(filter, gaps), dense), filter, gaps);
  };
  const toInput: Emitter = (site) => {
    const input = site.out.shape;
    const shape = site.shape('filter');
    const how = geometryOf(site, input, site.shape('dy'), shape, depthwise);
    const gaps = gapsOf(site);
    const filter = site.in('filter', T);
    return site.node(
      `${op}BackpropInput`,
      [site.graph.ints(input), gaps ? spreadFilter(site, filter, shape, gaps) : filter, site.in('dy', T)],
      gaps ? { ...how, ...dense } : how,
    );
  };
  return { [op]: forward, [`${op}BackpropFilter`]: toFilter, [`${op}BackpropInput`]: toInput };
};

export const convolution: EmitterTable = { ...kernels(false), ...kernels(true) };
