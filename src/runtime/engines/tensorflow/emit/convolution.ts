/** Convolutions and their gradients. */
import { geometry } from '../../passes/index.js';
import { text, type Attributes } from '../graph.js';
import type { Emitter, EmitterTable, Site } from '../site.js';
import { cellsOf, filterFromCells, filterToCells, fromCells, toCells, type Cells } from './depth.js';
import { gatherFilter, spreadFilter, spreadImage, spreadShape, thinImage } from './spread.js';

const T = 'float32';

/** How windows lie. */
interface Windows {
  /** By TensorFlow's attributes: those of one image over another with one pixel for each window. */
  how: Attributes;
  /**
   * TensorFlow's own kernels refuse depthwise convolutions with strides of two lengths (oneDNN's take them): they are
   * taken a pixel at a time, and only every so many windows are looked at.
   */
  steps: { strides: readonly number[]; size: readonly number[] } | null;
  /** Where a stride is better gone about by cells: what upsampling has become. */
  cells: Cells | null;
}

function windowsOf(
  { call }: Site,
  big: readonly number[],
  small: readonly number[],
  filter: readonly number[],
  depthwise: boolean,
): Windows {
  const { attrs } = call;
  const geo = geometry(attrs, filter, big, small);
  const { strides, dilations, pads } = geo;
  const [top, left, bottom, right] = pads;
  const uneven = depthwise && strides[0] !== strides[1];
  const named = !uneven && (attrs.pad === 'same' || attrs.pad === 'valid');
  const positions = (axis: 0 | 1, before: number, after: number) =>
    big[axis + 1]! + before + after - (filter[axis]! - 1) * dilations[axis];
  return {
    how: {
      T,
      strides: uneven ? [1, 1, 1, 1] : [1, ...strides, 1],
      dilations: [1, ...dilations, 1],
      data_format: text('NHWC'),
      padding: text(named ? String(attrs.pad).toUpperCase() : 'EXPLICIT'),
      explicit_paddings: named ? [] : [0, 0, top, bottom, left, right, 0, 0],
    },
    cells: depthwise || named ? null : cellsOf(geo, big, filter),
    steps: uneven ? { strides, size: [positions(0, top, bottom), positions(1, left, right)] } : null,
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
  const valid = { strides: [1, 1, 1, 1], padding: text('VALID'), explicit_paddings: [] };
  /** The slopes of all windows, 0 for those that are not looked at. */
  const slopes = (site: Site, { steps }: Windows) => {
    const dy = site.in('dy', T);
    return steps ? spreadImage(site, dy, site.shape('dy'), steps.strides, steps.size) : dy;
  };

  const forward: Emitter = (site) => {
    const shape = site.shape('filter');
    const { how, steps, cells } = windowsOf(site, site.shape('x'), site.out.shape, shape, depthwise);
    if (cells) {
      const [x, filter] = [site.in('x', T), site.in('filter', T)];
      const inputs = [toCells(site, x, cells), filterToCells(site, filter, cells)];
      return site.give(site.node(op, inputs, { ...how, ...valid }), T);
    }
    const gaps = gapsOf(site);
    const filter = site.in('filter', T);
    const inputs = [site.in('x', T), gaps ? spreadFilter(site, filter, shape, gaps) : filter];
    const made = site.node(op, inputs, gaps ? { ...how, ...dense } : how);
    return site.give(steps ? thinImage(site, made, steps.size, steps.strides, site.out.shape) : made, T);
  };
  const toFilter: Emitter = (site) => {
    const filter = site.out.shape;
    const windows = windowsOf(site, site.shape('x'), site.shape('dy'), filter, depthwise);
    const { cells } = windows;
    if (cells) {
      const made = site.node(
        `${op}BackpropFilter`,
        [toCells(site, site.in('x', T), cells), site.graph.ints(cells.filter), site.in('dy', T)],
        { ...windows.how, ...valid },
      );
      return filterFromCells(site, made, cells);
    }
    const gaps = gapsOf(site);
    const make = (shape: readonly number[], more: Attributes) =>
      site.node(`${op}BackpropFilter`, [site.in('x', T), site.graph.ints(shape), slopes(site, windows)], {
        ...windows.how,
        ...more,
      });
    if (!gaps) return make(filter, {});
    return gatherFilter(site, make(spreadShape(filter, gaps), dense), filter, gaps);
  };
  const toInput: Emitter = (site) => {
    const input = site.out.shape;
    const shape = site.shape('filter');
    const windows = windowsOf(site, input, site.shape('dy'), shape, depthwise);
    const gaps = gapsOf(site);
    const filter = site.in('filter', T);
    const { cells } = windows;
    if (cells) {
      const made = site.node(
        `${op}BackpropInput`,
        [site.graph.ints(cells.image), filterToCells(site, filter, cells), site.in('dy', T)],
        { ...windows.how, ...valid },
      );
      return fromCells(site, made, input, cells);
    }
    return site.node(
      `${op}BackpropInput`,
      [
        site.graph.ints(input),
        gaps ? spreadFilter(site, filter, shape, gaps) : filter,
        slopes(site, windows),
      ],
      gaps ? { ...windows.how, ...dense } : windows.how,
    );
  };
  return { [op]: forward, [`${op}BackpropFilter`]: toFilter, [`${op}BackpropInput`]: toInput };
};

export const convolution: EmitterTable = { ...kernels(false), ...kernels(true) };
