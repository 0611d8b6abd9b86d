/**
 * Writes docs/gallery.md and its pictures from runs.
 *
 *   npm run build && node scripts/gallery.mjs STORE [--figures STORE]
 *
 * STORE has a run of each graph whose pictures are shown. Photos of SIGNS have no stated licence and stay out of the
 * repository: of graphs that read them the run must be one on the simulator. --figures is a store with runs on the real
 * data, whose figures stand beside the pictures; by default they are those of the pictures.
 */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import sharp from 'sharp';
import { imageFigureSvg } from '../dist/report/index.js';
import { listRuns } from '../dist/runtime/index.js';

/** The graphs, each with the reports that are shown of it. */
const SHOWN = [
  ['signs-to-mnist', ['translations']],
  ['mnist-to-signs', ['translations']],
  ['mnist-classifier', ['mispredictions', 'confusion']],
  ['signs-classifier', ['moved_photos', 'bars']],
  ['mnist-autoencoder', ['copies', 'latent_space']],
  ['denoising', ['denoised']],
  ['signs-autoencoder', ['copies']],
  ['vae', ['latent_space', 'manifold', 'interpolation']],
];
/** Sources whose pictures may be shown. */
const FREE_SOURCES = new Set(['mnist', 'fashion_mnist', 'kmnist', 'hands']);

/** The report whose first examples stand in the README. */
const ROW = { graph: 'signs-to-mnist', report: 'translations', count: 14 };
/** Drawings of thousands of points are smaller as PNG. */
const MAX_SVG_BYTES = 150_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { figures: { type: 'string' } },
});
const [store] = positionals;
if (store === undefined) {
  console.error('usage: node scripts/gallery.mjs STORE [--figures STORE]');
  process.exit(2);
}

const docs = new URL('../docs/', import.meta.url).pathname;
const pictures = join(docs, 'gallery');

/** The last finished run of each graph. */
async function lastRuns(directory) {
  const last = new Map();
  for (const run of await listRuns(directory))
    if (run.status === 'done' || run.status === 'missed') last.set(run.graph, run);
  return last;
}

/** What the comment at the top of a graph says, without the line that names the source of its networks. */
async function commentOf(graph) {
  const text = await readFile(new URL(`../graphs/${graph}.yaml`, import.meta.url), 'utf8');
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^# ?/, ''))
    .filter((line) => !line.startsWith('Networks and settings:'))
    .join('\n');
}

/** A picture of a report; its first page if there are several. */
async function pictureOf(directory, report) {
  const files = await readdir(join(directory, 'report'));
  const found = files.find((file) => /\.(png|svg)$/.test(file) && basename(file, extname(file)) === report);
  if (!found) throw new Error(`${directory} has no picture ${report}`);
  return join(directory, 'report', found);
}

/** Copies a picture; a drawing without images that is large becomes a PNG. Returns its file name. */
async function keepPicture(from, name) {
  const extension = extname(from);
  const content = await readFile(from);
  const isLarge = extension === '.svg' && content.length > MAX_SVG_BYTES && !content.includes('<image');
  const file = `${name}${isLarge ? '.png' : extension}`;
  if (isLarge)
    await sharp(content, { density: 96 })
      .png({ palette: true, colours: 64, effort: 10 })
      .toFile(join(pictures, file));
  else await copyFile(from, join(pictures, file));
  return file;
}

/** A row of examples with what became of them, for the README. */
async function writeRow(directory, { report, count }) {
  const { rows, simulated } = JSON.parse(await readFile(join(directory, 'report', `${report}.json`), 'utf8'));
  const truth = rows.find(({ captions }) => captions)?.captions ?? [];
  const svg = imageFigureSvg({
    title: '',
    simulated,
    notes: [],
    rows: rows.map(({ title, sheet, captions }) => ({
      title,
      sheet,
      captions: captions?.map((text, at) => ({ text, isWrong: text !== truth[at] })),
    })),
    from: 0,
    to: count,
    columns: count,
  });
  await sharp(Buffer.from(svg), { density: 96 }).webp({ quality: 90 }).toFile(join(pictures, 'row.webp'));
}

function requireFree(run) {
  for (const { name, simulated, origin } of run.data) {
    if (simulated || [...FREE_SOURCES].some((source) => origin.includes(source))) continue;
    throw new Error(
      `${run.graph}: pictures of ${name} (${origin}) may not be shown; run it on the simulator`,
    );
  }
}

const digits = (value) => (Math.abs(value) < 1 ? value.toFixed(4).replace(/^(-?)0/, '$1') : value.toFixed(2));

function figuresTable(run) {
  const rows = run.evaluations.map(({ name, value, spread }) => {
    const each = spread === undefined ? digits(value) : `${digits(value)} ± ${digits(spread)}`;
    return `| \`${name}\` | ${each} |`;
  });
  return ['| figure | |', '| --- | --- |', ...rows].join('\n');
}

/** How a run was asked for: `lagraph run graphs/vae.yaml --profile quick`. */
function commandOf({ invocation, graph }) {
  const profile = invocation?.profile ? ` --profile ${invocation.profile}` : '';
  const overrides = (invocation?.overrides ?? []).map((one) => ` ${one}`).join('');
  return `lagraph run graphs/${graph}.yaml${profile}${overrides}`;
}

const shown = await lastRuns(store);
const measured = values.figures === undefined ? shown : await lastRuns(values.figures);
const sections = [];
await rm(pictures, { recursive: true, force: true });
await mkdir(pictures, { recursive: true });
for (const [graph, reports] of SHOWN) {
  const run = shown.get(graph);
  const real = measured.get(graph);
  if (!run || !real) throw new Error(`there is no finished run of ${graph}`);
  requireFree(run);
  const images = [];
  for (const report of reports) {
    const from = await pictureOf(join(store, 'runs', run.run), report);
    const file = await keepPicture(from, `${graph}.${report}`);
    images.push(`![${graph}: ${report}](gallery/${file})`);
  }
  if (graph === ROW.graph) await writeRow(join(store, 'runs', run.run), ROW);
  const simulated = run.simulated
    ? `The pictures show **simulated hands**, drawn by lagraph: the photos of SIGNS may not be shown here. Of them \`${commandOf(run)}\` made:`
    : `\`${commandOf(run)}\` made:`;
  const figures = real.simulated
    ? 'Its figures, of **simulated data**:'
    : `Figures of \`${commandOf(real)}\`${run.simulated ? ', on the photos' : ''}:`;
  sections.push(
    [
      `## [${graph}](../graphs/${graph}.yaml)`,
      await commentOf(graph),
      simulated,
      ...images,
      figures,
      figuresTable(real),
    ].join('\n\n'),
  );
}
const page = `# Gallery

The graphs of [graphs](../graphs), each with what it leaves behind. The page is made by \`scripts/gallery.mjs\` from runs;
figures beside those of the reference and of Keras are in [results.md](results.md).

${sections.join('\n\n')}
`;
const file = join(docs, 'gallery.md');
await writeFile(file, await format(page, { ...(await resolveConfig(file)), filepath: file }));
console.log(`docs/gallery.md: ${SHOWN.length} graphs`);
