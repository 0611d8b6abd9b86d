import { Type } from 'typebox';
import type { FieldType, LoadedSplit, SourceTools } from '../types.js';
import { classifiedImages, imageColumn, labelColumn, source } from './define.js';

const IMAGE = /\.(jpe?g|png|webp|gif|tiff?|avif)$/i;

/** How many files are decoded at once. */
const AT_ONCE = 8;

type Shape = [number, number, 1 | 3];
type Labels = 'none' | 'folder' | 'prefix';

/** Names of the classes as a graph lists them; a number stands for that many, named 0, 1 ... */
function classNames(classes: number | (string | number)[] | null): string[] {
  if (classes === null) return [];
  return typeof classes === 'number'
    ? Array.from({ length: classes }, (_, n) => `${n}`)
    : classes.map(String);
}

/** Image files of a folder, each with the name of its class, in an order that no file system changes. */
async function listed(folder: string, labels: Labels): Promise<{ file: string; label: string }[]> {
  const { readdir } = await import('node:fs/promises');
  const entries = await readdir(folder, { withFileTypes: true });
  if (labels === 'folder') {
    const files: { file: string; label: string }[] = [];
    for (const { name } of entries.filter((entry) => entry.isDirectory())) {
      const inside = await readdir(`${folder}/${name}`);
      for (const file of inside) if (IMAGE.test(file)) files.push({ file: `${name}/${file}`, label: name });
    }
    return files.sort(byFile);
  }
  return entries
    .filter(({ name }) => IMAGE.test(name))
    .map(({ name }) => ({ file: name, label: labels === 'prefix' ? name.split('_')[0]! : '' }))
    .sort(byFile);
}

const byFile = (a: { file: string }, b: { file: string }) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0);

async function read(
  folder: string,
  shape: Shape,
  labels: Labels,
  names: readonly string[],
  tools: SourceTools,
) {
  const files = await listed(folder, labels);
  if (files.length === 0) {
    const where = labels === 'folder' ? 'its folders (labels: folder)' : 'it';
    throw tools.unusable(`${folder} has no pictures in ${where}.`);
  }
  const classes = new Int32Array(files.length);
  files.forEach(({ file, label }, at) => {
    classes[at] = names.indexOf(label);
    if (labels !== 'none' && classes[at] < 0) {
      throw tools.unusable(`${folder}/${file} is of class ${label}; classes are ${names.join(', ')}.`);
    }
  });
  const size = shape[0] * shape[1] * shape[2];
  const images = new Uint8Array(files.length * size);
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const some = files.slice(start, start + AT_ONCE);
    await Promise.all(
      some.map(async ({ file }, at) => {
        images.set(
          await tools.image(`${folder}/${file}`, [shape[0], shape[1]], shape[2]),
          (start + at) * size,
        );
      }),
    );
  }
  const columns: LoadedSplit['columns'] = {
    image: imageColumn(images, shape),
    ...(labels === 'none' ? {} : { label: labelColumn(classes, names.length) }),
  };
  return { split: { examples: files.length, columns }, content: [images, new Uint8Array(classes.buffer)] };
}

export const imageFolder = source({
  name: 'image_folder',
  summary: 'Pictures from a folder, all brought to one size; classes by folder or by the names of the files.',
  about: "A person's own files.",
  args: Type.Object(
    {
      path: Type.String({
        minLength: 1,
        description: 'The folder: in the data directory, or relative to the graph.',
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
          'Where classes come from: `folder`, a folder for each; `prefix`, the name of the file up to its first `_`.',
      }),
      classes: Type.Union(
        [
          Type.Integer({ minimum: 2, maximum: 100_000 }),
          Type.Array(Type.Union([Type.String(), Type.Number()]), { minItems: 2 }),
          Type.Null(),
        ],
        { default: null, description: 'Names of the classes, in order; a number for 0, 1 and so on.' },
      ),
      splits: Type.Union([Type.Record(Type.String(), Type.String()), Type.Null()], {
        default: null,
        description: 'Folder of each split within the path; without it all pictures are `train`.',
      }),
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
        hint: 'classes: [cat, dog], or classes: 6 for 0 to 5',
      };
    }
    if (new Set(names).size !== names.length) {
      return { ok: false, problem: 'two classes have the same name', argument: 'classes' };
    }
    const { image, label } = classifiedImages([size[0]!, size[1]!, channels], names.length);
    const fields: Record<string, FieldType> = labels === 'none' ? { image } : { image, label };
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
  async load({ path, size, channels, labels, classes, splits }, tools) {
    const names = classNames(classes);
    const loaded: Record<string, LoadedSplit> = {};
    const content: (Uint8Array | string)[] = [JSON.stringify([size, channels, names])];
    for (const [name, inside] of Object.entries(splits ?? { train: '.' })) {
      const wanted = inside === '.' ? path : `${path}/${inside}`;
      const folder = await tools.directory(wanted);
      if (folder === null) {
        throw tools.unusable(
          `There is no folder ${wanted}: it is looked for in the data directory (--data DIR), then beside the graph.`,
        );
      }
      const { split, content: bytes } = await read(
        folder,
        [size[0]!, size[1]!, channels],
        labels,
        names,
        tools,
      );
      loaded[name] = split;
      content.push(name, ...bytes);
    }
    return { splits: loaded, hash: tools.sha256(...content), origin: path, simulated: false };
  },
});
