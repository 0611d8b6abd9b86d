/**
 * Layouts: how the numbers of a value lie in memory.
 *
 * A step's values have tfjs's shapes ([batch, height, width, channels]); oneDNN wants channels second, filters as
 * [output, input, height, width], groups as a dimension of their own. A view says which of oneDNN's dimensions are which
 * sides of the shape; a memory descriptor says where along them a number is.
 */
import type { TensorSpec } from '../../capture/index.js';
import {
  CHANNEL_BLOCK_TAGS,
  DataType,
  FORMAT_KIND_BLOCKED,
  FormatTag,
  MemoryQuery,
  type DataTypeName,
  type Handle,
  type HandleScope,
  type OnednnApi,
} from './library/index.js';

/** oneDNN's dimensions of a value: its shape cut into `sides`, row-major as before, then taken in `order`. */
export interface View {
  sides: readonly number[];
  order: readonly number[];
}

export interface Layout {
  view: View;
  /** oneDNN's memory descriptor, with dimensions as the view has them. */
  descriptor: Handle;
  dataType: DataTypeName;
  /** Equal for layouts that put the same numbers at the same places. */
  key: string;
  /** Whether it is row-major in the value's own shape, without gaps. */
  plain: boolean;
  /** Whether it has room for numbers that are none of the value's, which oneDNN keeps 0. */
  padded: boolean;
  /** Length of the blocks of channels where an image lies in them, pixel after pixel, block after block; otherwise null. */
  channelBlock: number | null;
  bytes: number;
}

export const product = (sides: readonly number[]): number => sides.reduce((all, side) => all * side, 1);

/** The view that leaves a shape as it is; a scalar has one dimension. */
export const identityView = (shape: readonly number[]): View => {
  const sides = shape.length === 0 ? [1] : shape;
  return { sides, order: sides.map((_, at) => at) };
};

/** Channels second: [batch, channels, ...] of [batch, ..., channels]. */
export const channelsSecond = (shape: readonly number[]): View => ({
  sides: shape,
  order: [0, shape.length - 1, ...shape.slice(1, -1).map((_, at) => at + 1)],
});

/** A shape with leading sides of length 1, so that it has `rank` sides. */
export const withLeadingOnes = (shape: readonly number[], rank: number): number[] => [
  ...Array.from({ length: rank - shape.length }, () => 1),
  ...shape,
];

export const dimensionsOf = ({ sides, order }: View): number[] => order.map((at) => sides[at] as number);

/** Row-major strides. */
export function rowMajorStrides(sides: readonly number[]): number[] {
  const strides = sides.map(() => 1);
  for (let at = sides.length - 2; at >= 0; at--) strides[at] = strides[at + 1]! * sides[at + 1]!;
  return strides;
}

export const int64 = (numbers: readonly number[]): BigInt64Array => BigInt64Array.from(numbers, BigInt);

/** The data type that values of the step have in memory. Truth values are bytes. */
export const dataTypeOf = (dtype: TensorSpec['dtype']): DataTypeName =>
  dtype === 'float32' ? 'f32' : dtype === 'int32' ? 's32' : 'u8';

/** The length of the blocks of dimension 1, if that is all that sets a layout apart from a row-major one. */
function inBlocks(
  dimensions: readonly number[],
  padded: readonly number[],
  strides: readonly number[],
  blocks: readonly number[],
  indices: readonly number[],
): number | null {
  const block = blocks[0];
  if (blocks.length !== 1 || block === undefined || indices[0] !== 1 || dimensions.length < 3) return null;
  const outer = dimensions.map((side, at) => (at === 1 ? padded[1]! / block : side));
  const expected = rowMajorStrides(outer).map((stride) => stride * block);
  return strides.every((stride, at) => outer[at] === 1 || stride === expected[at]) ? block : null;
}

/** Makes layouts; their descriptors live as long as `scope`. */
export function createLayouts(api: OnednnApi, scope: HandleScope) {
  const plainLayouts = new Map<string, Layout>();
  const otherTypes = new Map<string, Layout | null>();

  const descriptorByStrides = (
    dimensions: readonly number[],
    strides: readonly number[],
    dataType: DataTypeName,
  ): Handle =>
    scope.add(
      'descriptor',
      api.descriptorByStrides(dimensions.length, int64(dimensions), DataType[dataType], int64(strides)),
    );

  /** The layout that a descriptor (of a primitive, say) means for a value seen in `view`. */
  function describe(descriptor: Handle, view: View, dataType: DataTypeName): Layout {
    const own = scope.add('descriptor', api.cloneDescriptor(descriptor));
    const rank = view.order.length;
    const dimensions = dimensionsOf(view);
    const blocked = api.queryNumber(own, MemoryQuery.formatKind) === FORMAT_KIND_BLOCKED;
    const bytes = api.descriptorSize(own);
    if (!blocked)
      return {
        view,
        descriptor: own,
        dataType,
        key: `opaque ${own}`,
        plain: false,
        padded: true,
        channelBlock: null,
        bytes,
      };
    const strides = api.queryList(own, MemoryQuery.strides, rank);
    const paddedDims = api.queryList(own, MemoryQuery.paddedDims, rank);
    const blockCount = api.queryNumber(own, MemoryQuery.innerBlockCount);
    const blocks = api.queryList(own, MemoryQuery.innerBlocks, blockCount);
    const indices = api.queryList(own, MemoryQuery.innerIndices, blockCount);
    const rowMajor = rowMajorStrides(view.sides);
    const expected = view.order.map((at) => rowMajor[at] as number);
    const padded = paddedDims.some((side, at) => side !== dimensions[at]);
    // Strides of sides of length 1 say nothing.
    const plain =
      blockCount === 0 &&
      !padded &&
      strides.every((stride, at) => dimensions[at] === 1 || stride === expected[at]);
    const told = strides.map((stride, at) => (paddedDims[at] === 1 ? 0 : stride));
    const key = plain
      ? `plain ${dataType}`
      : JSON.stringify([dataType, view.sides, view.order, told, paddedDims, blocks, indices]);
    const channelBlock = inBlocks(dimensions, paddedDims, strides, blocks, indices);
    return { view, descriptor: own, dataType, key, plain, padded, channelBlock, bytes };
  }

  /** Row-major in the value's shape, seen in `view`. */
  function plain(view: View, dataType: DataTypeName): Layout {
    const name = JSON.stringify([view, dataType]);
    const known = plainLayouts.get(name);
    if (known) return known;
    const strides = rowMajorStrides(view.sides);
    const descriptor = descriptorByStrides(
      dimensionsOf(view),
      view.order.map((at) => strides[at] as number),
      dataType,
    );
    const layout: Layout = {
      view,
      descriptor,
      dataType,
      key: `plain ${dataType}`,
      plain: true,
      padded: false,
      channelBlock: null,
      bytes: api.descriptorSize(descriptor),
    };
    plainLayouts.set(name, layout);
    return layout;
  }

  /** The same layout of numbers of another type; null where it can't be said. */
  function withDataType(layout: Layout, dataType: DataTypeName): Layout | null {
    if (layout.dataType === dataType) return layout;
    if (layout.plain) return plain(layout.view, dataType);
    const name = `${layout.key} ${dataType}`;
    const known = otherTypes.get(name);
    if (known !== undefined) return known;
    const dimensions = dimensionsOf(layout.view);
    const blockCount = api.queryNumber(layout.descriptor, MemoryQuery.innerBlockCount);
    const blocks = api.queryList(layout.descriptor, MemoryQuery.innerBlocks, blockCount).join();
    const indices = api.queryList(layout.descriptor, MemoryQuery.innerIndices, blockCount).join();
    const tag = indices === '1' ? CHANNEL_BLOCK_TAGS[dimensions.length]?.[blocks] : undefined;
    let made: Layout | null = null;
    if (tag !== undefined) {
      const descriptor = scope.add(
        'descriptor',
        api.descriptorByTag(dimensions.length, int64(dimensions), DataType[dataType], tag),
      );
      made = describe(descriptor, layout.view, dataType);
    } else if (blockCount === 0 && !layout.padded) {
      const strides = api.queryList(layout.descriptor, MemoryQuery.strides, dimensions.length);
      made = describe(descriptorByStrides(dimensions, strides, dataType), layout.view, dataType);
    }
    // What was made must lie as the other does.
    if (made && made.key.replace(`"${dataType}"`, `"${layout.dataType}"`) !== layout.key) made = null;
    otherTypes.set(name, made);
    return made;
  }

  /** A layout of the same kind for other sides. */
  function like(layout: Layout, view: View): Layout {
    if (layout.plain) return plain(view, layout.dataType);
    const rank = view.order.length;
    const dimensions = dimensionsOf(view);
    const blockCount = api.queryNumber(layout.descriptor, MemoryQuery.innerBlockCount);
    const blocks = api.queryList(layout.descriptor, MemoryQuery.innerBlocks, blockCount).join();
    const tag = CHANNEL_BLOCK_TAGS[rank]?.[blocks];
    if (tag !== undefined) {
      const blocked = api.descriptorByTag(rank, int64(dimensions), DataType[layout.dataType], tag);
      return describe(scope.add('descriptor', blocked), view, layout.dataType);
    }
    const strides = api.queryList(layout.descriptor, MemoryQuery.strides, rank);
    const outwards = dimensions.map((_, at) => at).sort((a, b) => strides[a]! - strides[b]! || b - a);
    const own = dimensions.map(() => 0);
    outwards.reduce((stride, at) => {
      own[at] = stride;
      return stride * dimensions[at]!;
    }, 1);
    return describe(descriptorByStrides(dimensions, own, layout.dataType), view, layout.dataType);
  }

  return {
    describe,
    plain,
    like,
    withDataType,
    descriptorByStrides,
    /** A descriptor that leaves the layout to the primitive. */
    any: (dimensions: readonly number[], dataType: DataTypeName = 'f32'): Handle =>
      scope.add(
        'descriptor',
        api.descriptorByTag(dimensions.length, int64(dimensions), DataType[dataType], FormatTag.any),
      ),
  };
}

export type Layouts = ReturnType<typeof createLayouts>;
