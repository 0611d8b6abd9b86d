import { augmentationSchema, type Static } from '../../vocabulary/index.js';
import { readWordArguments, type AugmentEntry } from '../../dsl/index.js';
import type { Augmentation } from '../program.js';
import type { CompileContext } from '../compile-context.js';

/** The augmentation of one field, with defaults filled in; undefined after an error. */
export function readAugmentation(entry: AugmentEntry, context: CompileContext): Augmentation | undefined {
  const read = readWordArguments(
    { range: entry.range, args: entry.args, unread: entry.unread },
    { name: 'augment', args: augmentationSchema },
    context.report,
  );
  if (!read) return undefined;
  const { rotate, shift, shear, zoom, flip, fill, cval } = read as Static<typeof augmentationSchema>;
  return {
    rotate,
    shift: typeof shift === 'number' ? [shift, shift] : (shift as [number, number]),
    shear,
    zoom: typeof zoom === 'number' ? [1 - zoom, 1 + zoom] : (zoom as [number, number]),
    flip: {
      horizontal: flip === 'horizontal' || flip === 'both',
      vertical: flip === 'vertical' || flip === 'both',
    },
    fill: fill as Augmentation['fill'],
    cval,
  };
}
