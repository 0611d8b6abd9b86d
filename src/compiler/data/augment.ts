import { Type, type Static } from '../../vocabulary/index.js';
import { readArguments, type AugmentEntry } from '../../dsl/index.js';
import type { Augmentation } from '../program.js';
import type { World } from '../world.js';

const share = Type.Number({ minimum: 0, exclusiveMaximum: 1 });
const factor = Type.Number({ exclusiveMinimum: 0 });

/** Random transformations, as Keras's ImageDataGenerator names and means them. */
const args = Type.Object(
  {
    rotate: Type.Number({ default: 0, minimum: 0, maximum: 360, description: 'Degrees, to both sides.' }),
    shift: Type.Union([share, Type.Array(share, { minItems: 2, maxItems: 2 })], {
      default: 0,
      description: 'Fraction of the side, to both sides; one number, or [height, width].',
    }),
    shear: Type.Number({ default: 0, minimum: 0, maximum: 90, description: 'Degrees, to both sides.' }),
    zoom: Type.Union([share, Type.Array(factor, { minItems: 2, maxItems: 2 })], {
      default: 0,
      description: 'z for factors from 1 - z to 1 + z, or [from, to].',
    }),
    flip: Type.Union(
      ['none', 'horizontal', 'vertical', 'both'].map((side) => Type.Literal(side)),
      { default: 'none', description: 'Which flips are made, each half of the time.' },
    ),
    fill: Type.Union(
      ['nearest', 'constant', 'reflect', 'wrap'].map((mode) => Type.Literal(mode)),
      { default: 'nearest', description: 'What stands where the picture has moved away.' },
    ),
    cval: Type.Number({ default: 0, description: 'The value for `fill: constant`.' }),
  },
  { additionalProperties: false },
);

/** One field's augmentation with all of its defaults; undefined after an error. */
export function readAugmentation(entry: AugmentEntry, world: World): Augmentation | undefined {
  const read = readArguments(
    { range: entry.range, args: entry.args, unread: entry.unread },
    { name: 'augment', args },
    world.report,
  );
  if (!read) return undefined;
  const { rotate, shift, shear, zoom, flip, fill, cval } = read as Static<typeof args>;
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
