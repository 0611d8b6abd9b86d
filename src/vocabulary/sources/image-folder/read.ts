import type { LoadedSplit, SourceTools } from '../../types.js';
import { imageColumn, labelColumn } from '../define.js';
import { listed, type Labels } from './files.js';

/** How many files are decoded at once. */
const AT_ONCE = 8;

/** How many classes a message names. */
const SHOWN = 20;

/** One split: every picture of a folder, and the bytes that it is known by. */
export async function read(
  folder: string,
  shape: readonly [number, number, 1 | 3],
  labels: Labels,
  names: readonly string[],
  tools: SourceTools,
) {
  const files = await listed(folder, labels);
  if (files.length === 0) {
    const where = labels === 'folder' ? 'the folders in it (labels: folder)' : 'it';
    throw tools.unusable(
      `${folder} has no pictures in ${where}: no JPEG, PNG, WebP, GIF, TIFF or AVIF file.`,
    );
  }
  const numbers = new Map(names.map((name, number) => [name, number]));
  const classes = Int32Array.from(files, ({ file, label }) => {
    const number = numbers.get(label);
    if (labels !== 'none' && number === undefined) {
      const some = `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ' ...' : ''}`;
      throw tools.unusable(
        `${folder}/${file} is of the class ${label}, which is none of classes: [${some}]. ` +
          'Add it there, or take the file away.',
      );
    }
    return number ?? -1;
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
