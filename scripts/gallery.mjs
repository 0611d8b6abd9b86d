/**
 * Writes docs/gallery.md and its pictures from runs.
 *
 *   npm run build && node scripts/gallery.mjs STORE [--figures STORE]
 *
 * STORE has a run of each graph whose pictures are shown. Photos of SIGNS have no stated licence and stay out of the
 * repository: of graphs that read them the run must be one on the simulator. --figures is a store with runs on the real
 * data, whose figures stand beside the pictures; by default they are those of the pictures.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { imageFigureSvg } from '../dist/report/index.js';
import {
  commandOf,
  commentOf,
  figureText,
  keepPicture,
  lastRuns,
  picturesOf,
  requireFree,
  writePage,
} from './gallery/runs.mjs';

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
/** The report whose first examples stand in the README. */
const ROW = { graph: 'signs-to-mnist', report: 'translations', count: 14 };

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

/** What the comment at the top of a graph says, without the line that names the source of its networks. */
async function introductionOf(graph) {
  const text = await readFile(new URL(`../graphs/${graph}.yaml`, import.meta.url), 'utf8');
  return commentOf(text)
    .filter((line) => !line.startsWith('Networks and settings:'))
    .join('\n');
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

function figuresTable(run) {
  const rows = run.evaluations.map((one) => `| \`${one.name}\` | ${figureText(one)} |`);
  return ['| figure | |', '| --- | --- |', ...rows].join('\n');
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
  const drawn = await picturesOf(join(store, 'runs', run.run));
  for (const report of reports) {
    const from = drawn.get(report);
    if (!from) throw new Error(`the run ${run.run} of ${graph} has no picture ${report}`);
    const file = await keepPicture(from, `${graph}.${report}`, pictures);
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
      await introductionOf(graph),
      simulated,
      ...images,
      figures,
      figuresTable(real),
    ].join('\n\n'),
  );
}
const page = `# Gallery

The graphs of [graphs](../graphs), each with what it leaves behind. The page is made by \`scripts/gallery.mjs\` from runs;
figures beside those of the reference and of Keras are in [results.md](results.md), published topologies in [zoo.md](zoo.md).

${sections.join('\n\n')}
`;
const file = join(docs, 'gallery.md');
await writePage(file, page);
console.log(`docs/gallery.md: ${SHOWN.length} graphs`);
