import { Type } from '../typebox-builders.js';
import type { SourceLoaderTools } from '../definition-types.js';
import {
  classifiedImageFields,
  imageColumn,
  labelColumn,
  firstInvalidClass,
  defineSource,
} from './define-source.js';

async function readIdxFile(path: string, tools: SourceLoaderTools) {
  const { path: found, bytes } = await tools.file({ names: [path] });
  return { path: found, ...tools.idx(tools.gunzip(bytes, found), found) };
}

export const idxSource = defineSource({
  name: 'idx',
  summary: 'Gray pictures and their labels from two IDX files, the format of MNIST; one split, `train`.',
  about: "A person's own files.",
  args: Type.Object(
    {
      images: Type.String({
        minLength: 1,
        description:
          'IDX file of bytes [examples, height, width], also as .gz; relative to the data directory or the graph.',
      }),
      labels: Type.String({
        minLength: 1,
        description: 'IDX file of bytes [examples]: class numbers from 0.',
      }),
      size: Type.Array(Type.Integer({ minimum: 1, maximum: 4096 }), {
        default: [28, 28],
        minItems: 2,
        maxItems: 2,
        description: '[height, width] of the pictures in pixels; the file must agree.',
      }),
      classes: Type.Integer({
        default: 10,
        minimum: 2,
        maximum: 256,
        description: 'How many classes there are.',
      }),
    },
    { additionalProperties: false },
  ),
  declare: ({ size, classes }) => ({
    ok: true,
    value: {
      fields: classifiedImageFields([size[0]!, size[1]!, 1], classes),
      splits: { train: { examples: null } },
    },
  }),
  files: ({ images, labels }) => [images, labels].map((path) => ({ path, kind: 'file' })),
  async load({ images, labels, size, classes }, tools) {
    const image = await readIdxFile(images, tools);
    const label = await readIdxFile(labels, tools);
    const [examples = 0] = image.shape;
    if (image.shape.slice(1).join() !== size.join()) {
      const [height, width] = size;
      const [, ...sides] = image.shape;
      throw tools.unusable(
        `${image.path} is [${image.shape.join(', ')}]; [examples, ${height}, ${width}] is expected.` +
          (sides.length === 2 ? ` If the file is right, write size: [${sides.join(', ')}].` : ''),
      );
    }
    if (label.shape.join() !== String(examples)) {
      throw tools.unusable(
        `${label.path} is [${label.shape.join(', ')}]; a label for each of the ${examples} pictures is expected.`,
      );
    }
    const wrong = firstInvalidClass(label.data, classes);
    if (wrong !== undefined) {
      throw tools.unusable(
        `${label.path} holds class ${wrong}; classes: ${classes} means 0 to ${classes - 1}.`,
      );
    }
    const columns = {
      image: imageColumn(image.data, [size[0]!, size[1]!, 1]),
      label: labelColumn(label.data, classes),
    };
    return {
      splits: { train: { examples, columns } },
      hash: tools.sha256(JSON.stringify([size, classes]), image.data, label.data),
      origin: `${image.path}, ${label.path}`,
      simulated: false,
    };
  },
});
