import { Type } from '../../typebox-builders.js';
import type { FieldType, LoadedSplit } from '../../definition-types.js';
import { classifiedImageFields, defineSource } from '../define-source.js';
import { classNames, findFolders, foldersOf, labelArguments, labelsProblem } from '../folders/index.js';
import { nullPrototypeRecord } from '../../../records/index.js';
import { readImageSplit } from './read-split.js';

export const imageFolderSource = defineSource({
  name: 'image_folder',
  summary: 'Pictures from a folder, all brought to one size; classes by folder or by the names of the files.',
  about: "A person's own files.",
  args: Type.Object(
    {
      path: Type.String({
        minLength: 1,
        description:
          'The folder, with the folders in it: in the data directory, or relative to the graph. JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PBM, PGM and PPM files are read; what is not read is told.',
      }),
      size: Type.Array(Type.Integer({ minimum: 1, maximum: 4096 }), {
        minItems: 2,
        maxItems: 2,
        default: [64, 64],
        description: '[height, width] that pictures are brought to, in pixels, by nearest neighbour.',
      }),
      channels: Type.Union([Type.Literal(1), Type.Literal(3)], {
        default: 3,
        description: '3 for colour, 1 for gray.',
      }),
      ...labelArguments('pictures'),
    },
    { additionalProperties: false },
  ),
  declare({ size, channels, labels, classes, splits }) {
    const names = classNames(classes);
    const problem = labelsProblem(labels, names);
    if (problem) return problem;
    const { image, label } = classifiedImageFields([size[0]!, size[1]!, channels], names.length);
    // A number gives only how many classes there are, not their names.
    const named = Array.isArray(classes) ? { ...label, classes: names } : label;
    const fields: Record<string, FieldType> = labels === 'none' ? { image } : { image, label: named };
    return {
      ok: true,
      value: {
        fields,
        splits: Object.fromEntries(
          Object.keys(splits ?? { train: '' }).map((name) => [name, { examples: null }]),
        ),
      },
    };
  },
  files: ({ path, splits }) =>
    foldersOf(path, splits).map(([, folder]) => ({ path: folder, kind: 'folder' })),
  async load({ path, size, channels, labels, classes, splits }, tools) {
    const names = classNames(classes);
    const loaded = nullPrototypeRecord<LoadedSplit>();
    const content: (Uint8Array | string)[] = [JSON.stringify([size, channels, names])];
    const folders = await findFolders(foldersOf(path, splits), tools);
    for (const [name, folder] of folders) {
      const { split, content: bytes } = await readImageSplit(
        folder,
        [size[0]!, size[1]!, channels],
        labels,
        names,
        [...folders.values()],
        tools,
      );
      loaded[name] = split;
      content.push(name, ...bytes);
    }
    return { splits: loaded, hash: tools.sha256(...content), origin: path, simulated: false };
  },
});
