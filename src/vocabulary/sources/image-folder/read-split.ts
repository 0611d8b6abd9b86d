import type { LoadedSplit, SourceLoaderTools } from '../../definition-types.js';
import { imageColumn, labelColumn } from '../define-source.js';
import { classNumbersOf, ignoredFilesText, listFiles, type LabelOrigin } from '../folders/index.js';
import { whyNoImage } from './why-no-image.js';

/** Maximum number of files decoded concurrently. */
const MAX_CONCURRENT_DECODES = 8;

/** Reads one split: every image of a folder, and the bytes that are hashed. */
export async function readImageSplit(
  folder: string,
  shape: readonly [number, number, 1 | 3],
  labels: LabelOrigin,
  classNames: readonly string[],
  otherSplitFolders: readonly string[],
  tools: SourceLoaderTools,
) {
  const found = await listFiles(folder, labels, whyNoImage, otherSplitFolders);
  const { files } = found;
  const ignoredText = ignoredFilesText(found);
  if (files.length === 0) {
    const where = labels === 'folder' ? 'the folders in it (labels: folder)' : 'it';
    throw tools.unusable(
      `${folder} has no pictures in ${where}: no JPEG, PNG, WebP, GIF, TIFF, AVIF, BMP, PBM, PGM or PPM file` +
        `${ignoredText === null ? '' : ` (${ignoredText})`}.`,
    );
  }
  if (ignoredText !== null) tools.progress(`${folder}: ${ignoredText}.`);
  const classes =
    labels === 'none'
      ? new Int32Array(files.length).fill(-1)
      : classNumbersOf(folder, files, classNames, 'pictures', tools);
  const size = shape[0] * shape[1] * shape[2];
  const images = new Uint8Array(files.length * size);
  const counts = { turned: 0, deep: 0 };
  for (let start = 0; start < files.length; start += MAX_CONCURRENT_DECODES) {
    const some = files.slice(start, start + MAX_CONCURRENT_DECODES);
    await Promise.all(
      some.map(async ({ file }, at) => {
        const picture = await tools.image(`${folder}/${file}`, [shape[0], shape[1]], shape[2]);
        images.set(picture.pixels, (start + at) * size);
        if (picture.turned) counts.turned += 1;
        if (picture.deep) counts.deep += 1;
      }),
    );
  }
  const of = `of ${files.length} pictures`;
  if (counts.turned > 0) {
    tools.progress(
      `${folder}: ${counts.turned} ${of} are turned upright, as their Exif orientation says (Keras's load_img leaves them as they lie).`,
    );
  }
  if (counts.deep > 0) {
    tools.progress(
      `${folder}: ${counts.deep} ${of} are gray of 16 bits, of which the upper 8 are used (Keras's load_img clips them at 255).`,
    );
  }
  const columns: LoadedSplit['columns'] = {
    image: imageColumn(images, shape),
    ...(labels === 'none' ? {} : { label: labelColumn(classes, classNames.length) }),
  };
  return { split: { examples: files.length, columns }, content: [images, new Uint8Array(classes.buffer)] };
}
