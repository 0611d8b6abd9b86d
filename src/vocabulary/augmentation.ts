import { Type } from './typebox-builders.js';

const share = Type.Number({ minimum: 0, exclusiveMaximum: 1 });
const factor = Type.Number({ exclusiveMinimum: 0 });

const pair = (item: ReturnType<typeof Type.Number>, description: string, byDefault: [number, number]) =>
  Type.Array(item, { minItems: 2, maxItems: 2, default: byDefault, description });

const probability = (byDefault: number) =>
  Type.Number({
    minimum: 0,
    maximum: 1,
    default: byDefault,
    description: 'How often it is done, from 0 to 1.',
  });

const amount = (what: string, maximum?: number) =>
  Type.Number({
    minimum: 0,
    ...(maximum === undefined ? {} : { maximum }),
    default: 0,
    description: `${what} is multiplied by a factor from 1 - x, but not below 0, to 1 + x.`,
  });

const sides = (byDefault: [number, number]) =>
  pair(factor, 'Width by height of the part, drawn evenly in its logarithm.', byDefault);

const area = (byDefault: [number, number]) =>
  pair(
    Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
    'Area of the part, as a share of the picture.',
    byDefault,
  );

/** What torchvision has and Keras's ImageDataGenerator lacks; each is left out where it is not written. */
const torchvisionKeys = {
  crop: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1024,
      description:
        "The picture is padded by so many pixels, as `fill` says, and a part of its size is cut out anywhere, as torchvision's RandomCrop with padding does.",
    }),
  ),
  resized_crop: Type.Optional(
    Type.Object(
      { scale: area([0.08, 1]), ratio: sides([0.75, 1.3333333]) },
      {
        additionalProperties: false,
        description: "A part is brought to the size of the picture, as torchvision's RandomResizedCrop does.",
      },
    ),
  ),
  colour: Type.Optional(
    Type.Object(
      {
        brightness: amount('Brightness'),
        contrast: amount('Contrast'),
        saturation: amount('Saturation'),
        hue: Type.Number({
          minimum: 0,
          maximum: 0.5,
          default: 0,
          description: 'Hue is turned by up to this share of the circle, both ways.',
        }),
        probability: probability(1),
      },
      {
        additionalProperties: false,
        description: "Colours are changed, in an order that is drawn, as torchvision's ColorJitter does.",
      },
    ),
  ),
  grey: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: "How often colours are taken away, as torchvision's RandomGrayscale does.",
    }),
  ),
  blur: Type.Optional(
    Type.Object(
      {
        sigma: pair(
          Type.Number({ exclusiveMinimum: 0, maximum: 100 }),
          'Deviation of the Gaussian in pixels.',
          [0.1, 2],
        ),
        kernel_size: Type.Integer({
          minimum: 1,
          maximum: 99,
          default: 5,
          description: 'Side of the kernel in pixels, an odd number.',
        }),
        probability: probability(0.5),
      },
      {
        additionalProperties: false,
        description: "Blurred, as torchvision's GaussianBlur does.",
      },
    ),
  ),
  erase: Type.Optional(
    Type.Object(
      {
        scale: area([0.02, 0.33]),
        ratio: sides([0.3, 3.3]),
        value: Type.Number({ default: 0, description: 'What stands in the part.' }),
        probability: probability(0.5),
      },
      {
        additionalProperties: false,
        description: "A part is erased, as torchvision's RandomErasing does.",
      },
    ),
  ),
  cutout: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 4096,
      description:
        'A square of this side, in pixels, about a point anywhere in the picture becomes 0 (Cutout).',
    }),
  ),
};

/**
 * Random transformations of images, with the names and semantics of Keras's ImageDataGenerator; beyond them those of
 * torchvision.
 */
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
    ...torchvisionKeys,
  },
  { additionalProperties: false },
);
