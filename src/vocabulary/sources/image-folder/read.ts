import type { LoadedSplit, SourceTools } from '../../types.js';
import { imageColumn, labelColumn } from '../define.js';
import { listed, type Labels } from './files.js';

/** How many files are decoded at once. */
const AT_ONCE = 8;

/** How many classes a message names. */
const SHOWN = 20;

const shown = (names: readonly string[]) =>
  `${names.slice(0, SHOWN).join(', ')}${names.length > SHOWN ? ' ...' : ''}`;

/** Each picture's class as its number in the list. */
function numbered(
  folder: string,
  files: readonly { file: string; label: string }[],
  names: readonly string[],
  tools: SourceTools,
): Int32Array {
  const numbers = new Map(names.map((name, number) => [name, number]));
  const classes = Int32Array.from(files, ({ file, label }) => {
    // File systems of macOS take letters and their accents apart.
    const number = numbers.get(label.normalize('NFC'));
    if (number !== undefined) return number;
    throw tools.unusable(
      `${folder}/${file} is of the class ${label}, which is none of classes: [${shown(names)}]. ` +
        'Add it there, or take the file away.',
    );
  });
  const there = new Set(classes);
  const empty = names.filter((_, number) => !there.has(number));
  if (empty.length > 0) tools.progress(`${folder} has no pictures of the classes ${shown(empty)}.`);
  return classes;
}

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
  const classes =
    labels === 'none' ? new Int32Array(files.length).fill(-1) : numbered(folder, files, names, tools);
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
