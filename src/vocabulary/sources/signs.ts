import { Type } from '../typebox-builders.js';
import type { LoadedSplit, SourceLoaderTools } from '../definition-types.js';
import { haveNearCopies } from './near-copies.js';
import {
  classifiedImageFields,
  imageColumn,
  labelColumn,
  firstInvalidClass,
  defineSource,
} from './define-source.js';

export const SIGNS_SHAPE = [64, 64, 3] as const;
export const SIGNS_CLASSES = 6;

const ADDRESS =
  'https://raw.githubusercontent.com/DrAlexSanz/CNN-in-TF/5f0da09b23d8920755c2d0087debebdfe3ce8bf0/';

const JPEG_TRAINING_FILE = 'train_signs_from_jpg.h5';

const SPLITS = {
  train: {
    examples: 1080,
    names: ['train_signs.h5', JPEG_TRAINING_FILE],
    gitBlob: '15904fbeb148848aea50d42c96a539b7bd11c4e5',
    sha256: '9417f60ac3b6b3aa3b08cbedd344079fe9d6e1479f6575a33dc70cd57ca6552b',
    // Of the file that is downloaded git's number is known, not the size: 13,279,680 bytes of photos and classes, and some of HDF5's.
    size: undefined,
  },
  test: {
    examples: 120,
    names: ['test_signs.h5'],
    gitBlob: undefined,
    sha256: '539fb746ed9e947eb244cfca73f4d1b03f9bf5524d609eeed2cd76ddb1b179be',
    size: 1_477_712,
  },
};

/** Bytes of a file of photos and classes, with room for what HDF5 puts around them. */
const MAX_FILE_BYTES = 16 * 2 ** 20;

async function readSignsSplit(split: 'train' | 'test', tools: SourceLoaderTools) {
  const { examples, names, gitBlob, sha256, size } = SPLITS[split];
  const found = await tools.file({
    names: names.map((name) => `signs/${name}`),
    urls: [`${ADDRESS}${names[0]}`],
    sha256,
    gitBlob,
    ...(size === undefined ? { most: MAX_FILE_BYTES } : { size }),
    advice:
      'Where no file can be had, `otherwise: hands` in the graph lets made-up hands stand in for the photos.',
  });
  const keys = [`${split}_set_x`, `${split}_set_y`];
  const sets = await tools.arrays('hdf5', found, keys);
  const images = sets.get(keys[0]!)!;
  const labels = sets.get(keys[1]!)!;
  const expected = [examples, ...SIGNS_SHAPE];
  if (images.shape.join() !== expected.join() || !(images.data instanceof Uint8Array)) {
    throw tools.unusable(
      `${found.path}: ${keys[0]} is [${images.shape.join(', ')}]; [${expected.join(', ')}] of bytes is expected.`,
    );
  }
  const numbers = Array.from<unknown>(labels.data).map(Number);
  const wrong = firstInvalidClass(numbers, SIGNS_CLASSES);
  if (numbers.length !== examples || wrong !== undefined) {
    throw tools.unusable(
      `${found.path}: ${keys[1]} should hold ${examples} whole numbers from 0 to ${SIGNS_CLASSES - 1}` +
        (wrong === undefined ? `; it holds ${numbers.length}.` : `; it holds ${wrong}.`),
    );
  }
  const classes = Uint8Array.from(numbers);
  const origin = found.path.endsWith(JPEG_TRAINING_FILE)
    ? `${found.origin} (${JPEG_TRAINING_FILE} stands in for ${names[0]}: the same photos, kept as JPEGs)`
    : found.origin;
  return { examples, images: images.data, classes, origin };
}

interface Photos {
  images: Uint8Array;
  classes: Uint8Array;
}

const loadedSplit = ({ images, classes }: Photos): LoadedSplit => ({
  examples: classes.length,
  columns: { image: imageColumn(images, SIGNS_SHAPE), label: labelColumn(classes, SIGNS_CLASSES) },
});

/** Test photos of which no training photo is a near copy. */
function unseenRows(test: Photos, train: Photos): Int32Array {
  const copied = haveNearCopies(test.images, train.images, SIGNS_SHAPE);
  return Int32Array.from(test.classes.keys()).filter((at) => !copied[at]);
}

export const signsSource = defineSource({
  name: 'signs',
  summary:
    'Photos of hands that show 0 to 5: 1,080 for training, 120 for testing, 64 by 64 pixels in colour.',
  about:
    'The SIGNS data set of the deeplearning.ai course on convolutional networks. No licence is stated for it, so it is ' +
    'downloaded or read from the data directory, and never part of lagraph. About 13 of the 120 test photos are near ' +
    'copies of training photos, which flatters figures of `test` a little; the split `unseen` is `test` without them.',
  args: Type.Object({}, { additionalProperties: false }),
  declare: () => ({
    ok: true,
    value: {
      fields: classifiedImageFields(SIGNS_SHAPE, SIGNS_CLASSES),
      splits: {
        train: { examples: SPLITS.train.examples },
        test: { examples: SPLITS.test.examples },
        // The original training file has other pixels than its JPEG form.
        unseen: { examples: null },
      },
    },
  }),
  async load(_args, tools) {
    const train = await readSignsSplit('train', tools);
    const test = await readSignsSplit('test', tools);
    const content = [train, test].flatMap(({ images, classes }) => [images, classes]);
    const origins = new Set([train.origin, test.origin]);
    return {
      splits: { train: loadedSplit(train), test: loadedSplit(test) },
      subsets: { unseen: { of: 'test', rows: () => unseenRows(test, train) } },
      hash: tools.sha256(...content),
      origin: [...origins].join(', '),
      simulated: false,
    };
  },
});
