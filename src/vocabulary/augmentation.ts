import { Type } from './typebox-builders.js';

const share = Type.Number({ minimum: 0, exclusiveMaximum: 1 });
const factor = Type.Number({ exclusiveMinimum: 0 });

/** Random transformations of images, with the names and semantics of Keras's ImageDataGenerator. */
export const augmentationSchema = Type.Object(
  {
    rotate: Type.Number({
      default: 0,
      minimum: 0,
      maximum: 360,
      description: 'Turned by up to so many degrees, to both sides.',
    }),
    shift: Type.Union([share, Type.Array(share, { minItems: 2, maxItems: 2 })], {
      default: 0,
      description: 'Moved by up to this fraction of the side, both ways; one number, or [height, width].',
    }),
    shear: Type.Number({
      default: 0,
      minimum: 0,
      maximum: 90,
      description: 'Slanted by up to so many degrees, to both sides.',
    }),
    zoom: Type.Union([share, Type.Array(factor, { minItems: 2, maxItems: 2 })], {
      default: 0,
      description:
        'z for factors from 1 - z to 1 + z, or [from, to]; drawn for height and width apart. Below 1 things grow, above 1 they shrink.',
    }),
    flip: Type.Union(
      ['none', 'horizontal', 'vertical', 'both'].map((side) => Type.Literal(side)),
      {
        default: 'none',
        description: 'Mirrored, each half of the time: `horizontal` changes left and right.',
      },
    ),
    fill: Type.Union(
      ['nearest', 'constant', 'reflect', 'wrap'].map((mode) => Type.Literal(mode)),
      {
        default: 'nearest',
        description:
          'What stands where the picture has moved away: the nearest pixel, `cval`, the picture mirrored, or the picture again.',
      },
    ),
    cval: Type.Number({ default: 0, description: 'The value for `fill: constant`; pixels are from 0 to 1.' }),
  },
  { additionalProperties: false },
);
