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
  const { rotate, shift, shear, zoom, flip, fill, cval, ...more } = read as Static<typeof augmentationSchema>;
  const wrong = wrongRange(more as Partial<Augmentation>);
  if (wrong) {
    const place = entry.args.find(({ key }) => key === wrong.key)?.value.range ?? entry.range;
    context.report({ code: 'bad-augmentation', message: wrong.message, range: place, help: wrong.help });
    return undefined;
  }
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
    ...(more as Partial<Augmentation>),
  };
}

/** What the schema can't say: ranges begin before they end, kernels have a middle. */
function wrongRange({ resized_crop: crop, blur, erase }: Partial<Augmentation>) {
  const ranges = [
    ['resized_crop', 'scale', crop?.scale],
    ['resized_crop', 'ratio', crop?.ratio],
    ['blur', 'sigma', blur?.sigma],
    ['erase', 'scale', erase?.scale],
    ['erase', 'ratio', erase?.ratio],
  ] as const;
  for (const [key, name, range] of ranges) {
    if (range && range[0] > range[1])
      return { key, message: `\`${name}\` of \`${key}\` ends before it begins`, help: 'write [from, to]' };
  }
  if (blur && blur.kernel_size % 2 === 0) {
    const message = `a kernel of ${blur.kernel_size} has no pixel in its middle`;
    return { key: 'blur', message, help: `kernel_size: ${blur.kernel_size + 1}` };
  }
  return null;
}
