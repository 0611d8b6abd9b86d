/** What the pages of pictures are made of: runs of a store, and the pictures and figures of each. */
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import sharp from 'sharp';
import { listRuns } from '../../dist/runtime/index.js';

/** Sources whose pictures may be shown. */
const FREE_SOURCES = new Set(['mnist', 'fashion_mnist', 'kmnist', 'hands', 'copy_number']);

/** Drawings of thousands of points are smaller as PNG. */
const MAX_SVG_BYTES = 150_000;

/** The last finished run of each graph. */
export async function lastRuns(directory) {
  const last = new Map();
  for (const run of await listRuns(directory))
    if (run.status === 'done' || run.status === 'missed') last.set(run.graph, run);
  return last;
}

/** The comment at the top of a graph's text. */
export function commentOf(text) {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines.slice(0, end).map((line) => line.replace(/^# ?/, ''));
}

/** The pictures of a run by the names of their reports, of each its first page, in order of the names. */
export async function picturesOf(directory) {
  const folder = join(directory, 'report');
  const files = (await readdir(folder)).filter((file) => /^[^.]+\.(png|svg)$/.test(file)).sort();
  return new Map(files.map((file) => [basename(file, extname(file)), join(folder, file)]));
}

/** Writes a page of `docs` in the form that the project's texts have. */
export async function writePage(file, text) {
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}

/** Copies a picture to a folder; a drawing without images that is large becomes a PNG. Returns its file name. */
export async function keepPicture(from, name, folder) {
  const extension = extname(from);
  const content = await readFile(from);
  const isLarge = extension === '.svg' && content.length > MAX_SVG_BYTES && !content.includes('<image');
  const file = `${name}${isLarge ? '.png' : extension}`;
  if (isLarge)
    await sharp(content, { density: 96 })
      .png({ palette: true, colours: 64, effort: 10 })
      .toFile(join(folder, file));
  else await copyFile(from, join(folder, file));
  return file;
}

/** Throws if pictures of a run's data may not be shown. */
export function requireFree(run) {
  for (const { name, simulated, origin } of run.data) {
    if (simulated || [...FREE_SOURCES].some((source) => origin.includes(source))) continue;
    throw new Error(
      `${run.graph}: pictures of ${name} (${origin}) may not be shown; run it on the simulator`,
    );
  }
}

const digits = (value) => (Math.abs(value) < 1 ? value.toFixed(4).replace(/^(-?)0/, '$1') : value.toFixed(2));

/** An evaluation's value; of several seeds with its spread. */
export const figureText = ({ value, spread }) =>
  spread === undefined ? digits(value) : `${digits(value)} ± ${digits(spread)}`;

/**
 * How a run was asked for: `lagraph run graphs/vae.yaml --profile quick`.
 *
 * @param folder of the graph
 */
export function commandOf({ invocation, graph }, folder = 'graphs') {
  const profile = invocation?.profile ? ` --profile ${invocation.profile}` : '';
  const overrides = (invocation?.overrides ?? []).map((one) => ` ${one}`).join('');
  return `lagraph run ${folder}/${graph}.yaml${profile}${overrides}`;
}
