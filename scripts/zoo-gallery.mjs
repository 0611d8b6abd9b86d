/**
 * Writes docs/zoo.md and its pictures from runs of graphs/zoo in their full length.
 *
 *   npm run build && node scripts/zoo-gallery.mjs STORE [--machine "two cores of ..."]
 *
 * STORE has a finished run of each graph, in its full length or of a profile; of one that has none, the page says so.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
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

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { machine: { type: 'string' } },
});
const [store] = positionals;
if (store === undefined) {
  console.error('usage: node scripts/zoo-gallery.mjs STORE [--machine "two cores of ..."]');
  process.exit(2);
}

const docs = new URL('../docs/', import.meta.url).pathname;
const zoo = new URL('../graphs/zoo/', import.meta.url).pathname;
const pictures = join(docs, 'zoo');

/** Names of evaluations in a graph's text, each with the comment before it: names may have parts to be filled in. */
function remarksOf(text) {
  const remarks = [];
  const from = text.indexOf('\nevaluate:');
  let comment = [];
  for (const line of text.slice(from).split('\n').slice(2)) {
    if (/^\S/.test(line)) break;
    const said = /^ {2}# (.*)$/.exec(line);
    const name = /^ {2}([^\s#:][^:]*):/.exec(line);
    if (said) comment.push(said[1]);
    else if (name) {
      const pattern = name[1]
        .replaceAll(/\$\{[^}]*\}/g, '\u0000')
        .replaceAll(/\W/g, (sign) => (sign === '\u0000' ? '.+' : `\\${sign}`));
      remarks.push({ pattern: new RegExp(`^${pattern}$`), remark: comment.join(' ') });
      comment = [];
    }
  }
  return remarks;
}

const timeText = (seconds) => (seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`);

/** Seconds in which its phases were trained, also in earlier runs. */
const trainedIn = (run) => run.phases.reduce((sum, { seconds }) => sum + seconds, 0);

function figuresTable(run, text) {
  const remarks = remarksOf(text);
  const rows = run.evaluations.map((one) => {
    const remark = remarks.find(({ pattern }) => pattern.test(one.name))?.remark ?? '';
    return `| \`${one.name}\` | ${figureText(one)} | ${one.expect ? `\`${one.expect}\`` : ''} | ${remark} |`;
  });
  return ['| figure | | expected | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** The heading, and what is below it. */
async function section(graph, text, run) {
  const head = [`## [${graph}](../graphs/zoo/${graph}.yaml)`, commentOf(text).join('\n')];
  if (!run) return [...head, `\`lagraph run graphs/zoo/${graph}.yaml\` was not run in its full length.`];
  requireFree(run);
  const directory = join(store, 'runs', run.run);
  const [[report, from] = []] = await picturesOf(directory);
  if (from === undefined) throw new Error(`the run ${run.run} of ${graph} has no picture`);
  const picture = await keepPicture(from, graph, pictures);
  const simulated = run.simulated ? ', on **simulated data**' : '';
  return [
    ...head,
    `![${graph}: ${report}](zoo/${picture})`,
    `\`${commandOf(run, 'graphs/zoo')}\`, trained in ${timeText(trainedIn(run))}${simulated}:`,
    figuresTable(run, text),
  ];
}

const runs = await lastRuns(store);
await rm(pictures, { recursive: true, force: true });
await mkdir(pictures, { recursive: true });
const graphs = (await readdir(zoo)).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -5));
const sections = [];
for (const graph of graphs.sort()) {
  const text = await readFile(join(zoo, `${graph}.yaml`), 'utf8');
  sections.push((await section(graph, text, runs.get(graph))).join('\n\n'));
}
const page = `# The zoo

Published topologies, each a graph of less than 80 lines in [graphs/zoo](../graphs/zoo): \`npx lagraph new zoo/hub my-hub.yaml\` begins
with one of them. Each was trained with seed 1${values.machine ? `, on ${values.machine}` : ''}, in its full length but where its command
names the quick profile, in which the tests train it and which takes some seconds. The page is made by \`scripts/zoo-gallery.mjs\`
from runs.

${sections.join('\n\n')}
`;
const file = join(docs, 'zoo.md');
await writePage(file, page);
console.log(`docs/zoo.md: ${runs.size} of ${graphs.length} graphs`);
