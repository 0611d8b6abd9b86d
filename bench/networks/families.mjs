/** Kinds of networks: an input, what encodes it, and what may be made of that. */
import { STAGES } from './convolutional.mjs';
import {
  convolutional,
  convolutionsThenSeries,
  patches,
  recurrent,
  residualStack,
  stack,
  transformer,
} from './encoders.mjs';
import {
  classify,
  classifySteps,
  regress,
  restore,
  rewrite,
  unfold,
  unfoldWithSkips,
  unstack,
} from './decoders.mjs';

function image(chance) {
  const side = chance.pick([16, 24, 28, 32, 32, 48, 64, 64, 80, 96, 128]);
  const wide = chance.maybe(0.15) && side <= 64 ? side * 2 : side;
  return [side, wide, chance.pick([1, 3, 3])];
}

const signal = (chance) => [
  chance.pick([64, 96, 128, 256, 400, 512, 1000, 1024, 2048]),
  chance.pick([1, 2, 3, 6, 8, 12]),
];

/** Shorter than signals: recurrent layers take one step after another. */
const series = (chance) => [
  chance.pick([12, 20, 24, 28, 32, 48, 64]),
  chance.pick([1, 4, 8, 16, 28, 40, 64]),
];

const vector = (chance) => [chance.pick([30, 64, 100, 128, 300, 512, 784, 1000, 2048])];

/** Most predict classes. */
const CLASSES_OR_NUMBERS = [...Array(3).fill(['classify', classify]), ['regress', regress]];

const classifiers = Object.keys(STAGES).map((kind) => ({
  name: `${kind} images`,
  input: image,
  encode: convolutional(kind),
  decode: CLASSES_OR_NUMBERS,
}));

const pick = (names, of) => names.map((name) => of(name, convolutional(name)));

/** Each is as frequent as any other; a set of networks goes over all of them in an order of its own. */
export const FAMILIES = [
  ...classifiers,
  ...pick(['plain', 'residual', 'dilated', 'depthwise separable', 'separable'], (kind, encode) => ({
    name: `${kind} signals`,
    input: signal,
    encode,
    decode: CLASSES_OR_NUMBERS,
  })),
  ...pick(['plain', 'residual', 'plain', 'bottleneck', 'inverted'], (kind, encode) => ({
    name: `${kind} autoencoder of images`,
    input: image,
    encode,
    decode: Object.entries({ unfold }),
  })),
  ...pick(['plain', 'residual'], (kind, encode) => ({
    name: `${kind} autoencoder of signals`,
    input: signal,
    encode,
    decode: Object.entries({ unfold }),
  })),
  ...pick(['plain', 'residual', 'separable', 'densely connected'], (kind, encode) => ({
    name: `${kind} u-shaped of images`,
    input: image,
    encode,
    decode: Object.entries({ unfoldWithSkips }),
  })),
  {
    name: 'u-shaped of signals',
    input: signal,
    encode: convolutional('plain'),
    decode: Object.entries({ unfoldWithSkips }),
  },
  { name: 'dense', input: vector, encode: stack, decode: Object.entries({ classify, regress }) },
  { name: 'dense autoencoder', input: vector, encode: stack, decode: Object.entries({ unstack }) },
  { name: 'dense autoencoder', input: vector, encode: stack, decode: Object.entries({ unstack }) },
  {
    name: 'residual dense',
    input: vector,
    encode: residualStack,
    decode: Object.entries({ classify, regress, unstack }),
  },
  {
    name: 'recurrent',
    input: series,
    encode: recurrent,
    decode: Object.entries({ classify, classifySteps, regress }),
  },
  { name: 'recurrent autoencoder', input: series, encode: recurrent, decode: Object.entries({ rewrite }) },
  {
    name: 'transformer',
    input: series,
    encode: transformer,
    decode: Object.entries({ classify, classifySteps, restore }),
  },
  { name: 'patches', input: image, encode: patches, decode: Object.entries({ classify, restore }) },
  {
    name: 'convolutions then series',
    input: image,
    encode: convolutionsThenSeries,
    decode: Object.entries({ classify }),
  },
  {
    name: 'convolutions then series',
    input: signal,
    encode: convolutionsThenSeries,
    decode: Object.entries({ classify }),
  },
];
