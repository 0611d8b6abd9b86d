import { dimensionsOf, type Layout } from './layout.js';
import { FORMAT_KIND_BLOCKED, MemoryQuery, type OnednnApi } from './library/index.js';

/**
 * The name of a layout: `row-major` in the value's own shape, otherwise oneDNN's format tag. `aBcd16b` has dimensions in
 * that order from the outermost, and the second once more within, in blocks of 16. `opaque` where oneDNN tells no order.
 */
export function layoutTag(api: OnednnApi, layout: Layout): string {
  if (layout.plain) return 'row-major';
  const { descriptor } = layout;
  if (api.queryNumber(descriptor, MemoryQuery.formatKind) !== FORMAT_KIND_BLOCKED) return 'opaque';
  const dimensions = dimensionsOf(layout.view);
  const strides = api.queryList(descriptor, MemoryQuery.strides, dimensions.length);
  const count = api.queryNumber(descriptor, MemoryQuery.innerBlockCount);
  const blocks = api.queryList(descriptor, MemoryQuery.innerBlocks, count);
  const indices = api.queryList(descriptor, MemoryQuery.innerIndices, count);
  const letter = (at: number): string => String.fromCharCode('a'.charCodeAt(0) + at);
  const outwards = dimensions
    .map((_, at) => at)
    .sort((a, b) => strides[b]! - strides[a]! || a - b)
    .map((at) => (indices.includes(at) ? letter(at).toUpperCase() : letter(at)));
  return outwards.join('') + blocks.map((block, at) => `${block}${letter(indices[at]!)}`).join('');
}
