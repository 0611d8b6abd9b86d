import { Type } from '../../typebox-builders.js';
import type { FieldType, LoadedSplit } from '../../definition-types.js';
import { classifiedImageFields, defineSource } from '../define-source.js';
import { recordOf } from '../files/index.js';
import { nullPrototypeRecord } from '../../../records/index.js';
import { readImageSplit } from './read-split.js';

/** Class names as listed in the graph; a number stands for that many, named 0, 1 ... */
function classNames(classes: number | (string | number)[] | null): string[] {
  if (classes === null) return [];
  return typeof classes === 'number'
    ? Array.from({ length: classes }, (_, n) => `${n}`)
    : classes.map((name) => String(name).normalize('NFC'));
}

/** The folder of each split. */
const foldersOf = (path: string, splits: Readonly<Record<string, string>> | null): [string, string][] =>
  Object.entries(splits ?? { train: '.' }).map(([name, inside]) => [
    name,
    inside === '.' ? path : `${path}/${inside}`,
  ]);

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
      labels: Type.Union([Type.Literal('none'), Type.Literal('folder'), Type.Literal('prefix')], {
        default: 'none',
        description:
          'Where classes come from: `folder`, a folder for each, with the folders in it; `prefix`, the name of the file up to its first `_`.',
      }),
      classes: Type.Union(
        [
          Type.Integer({ minimum: 2, maximum: 100_000 }),
          Type.Array(Type.Union([Type.String(), Type.Number()]), { minItems: 2 }),
          Type.Null(),
        ],
        { default: null, description: 'Names of the classes, in order; a number for 0, 1 and so on.' },
      ),
      splits: Type.Union(
        [recordOf<string>(Type.String({ minLength: 1 }), 'A folder for each split.'), Type.Null()],
        {
          default: null,
          description: 'Folder of each split within the path; without it all pictures are `train`.',
        },
      ),
    },
    { additionalProperties: false },
  ),
  declare({ size, channels, labels, classes, splits }) {
    const names = classNames(classes);
    if (labels !== 'none' && names.length === 0) {
      return {
        ok: false,
        problem: 'labels need classes: shapes are known before any file is read',
        argument: 'labels',
        hint:
          labels === 'folder'
            ? 'write the names of the folders in the order of the labels, classes: [cat, dog]; classes: 6 stands for folders named 0 to 5'
            : 'write what the names of the files begin with, in the order of the labels, classes: [cat, dog]; classes: 6 stands for 0 to 5',
      };
    }
    if (labels === 'none' && names.length > 0) {
      return {
        ok: false,
        problem: 'classes are named, but labels is none',
        argument: 'classes',
        hint: 'add labels: folder (a folder for each class) or labels: prefix (files are named class_...)',
      };
    }
    if (new Set(names).size !== names.length) {
      return { ok: false, problem: 'two classes have the same name', argument: 'classes' };
    }
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
    const folders = new Map<string, string>();
    for (const [name, wanted] of foldersOf(path, splits)) {
      const folder = await tools.directory(wanted);
      if (folder === null) {
        throw tools.unusable(
          `There is no folder ${wanted}: it is looked for in the data directory (--data DIR), then beside the graph.`,
        );
      }
      folders.set(name, folder);
    }
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
