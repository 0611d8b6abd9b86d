/**
 * Times the commands that look at many runs, on a store with many.
 *
 *   npm run build && node bench/many-runs.mjs --help
 */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { digitFiles } from './idx.mjs';
import { table } from './markdown-table.mjs';
import { here, needBuild } from './paths.mjs';
import { mulberry32 } from './mulberry32.mjs';
import { readArguments, runScript } from './read-arguments.mjs';
import { median } from './statistics.mjs';

const USAGE = `usage: node bench/many-runs.mjs [options]

Trains one small graph, and writes the records of so many runs like it, by the functions that runs are written with: other
seeds, parameters and figures. Then times lagraph on that store, each command by itself, start included.

  --runs N      how many (1000)
  --rounds N    how often each command is timed (5)
  --keep DIR    make the store there, and leave it
  --json        one JSON object on standard output
  -h, --help    this

Exit 0: done. 1: a command failed. 2: wrong usage.`;

const GRAPH = `lagraph: 1
name: many
seed: 3
params: {epochs: 4, hidden: 6}
data:
  digits: {source: {idx: {images: images.idx, labels: labels.idx, size: [6, 6], classes: 4}}}
networks:
  encoder: {input: [6, 6, 1], layers: [Flatten, {Dense: {units: "\${hidden}", activation: relu}}]}
  head: {input: encoder, layers: [{Dense: {units: 4, activation: softmax}}]}
  decoder: {input: encoder, layers: [{Dense: {units: 36, activation: sigmoid}}, {Reshape: [6, 6, 1]}]}
models:
  reader: encoder -> head
  copier: encoder -> decoder
plan:
  read:
    train: reader
    on: {data: digits, epochs: "\${epochs}", batch_size: 16}
    loss: categorical_crossentropy(label, reader(image))
    metrics: {accuracy: "accuracy(label, reader(image))"}
    optimizer: {Adam: 0.01}
  copy:
    train: decoder
    freeze: encoder
    on: {data: digits, epochs: "\${epochs}", batch_size: 16}
    loss: mean_squared_error(image, copier(image))
    optimizer: {Adam: 0.01}
evaluate:
  reads: {on: digits.train, measure: "accuracy(label, reader(image))"}
  off: {on: digits.train, measure: "mean_absolute_error(image, copier(image))"}
`;

/** How many runs are compared. */
const COMPARED = 20;

/** Writes `count` runs like the one that is there. */
async function writeRuns(store, count) {
  const { createRunRecord } = await import('../dist/runtime/run/begin-run.js');
  const { saveManifest } = await import('../dist/runtime/run/manifest.js');
  const { loadRun } = await import('../dist/runtime/index.js');
  const { openStore } = await import('../dist/runtime/store/index.js');
  const { compile } = await import('../dist/index.js');
  const opened = openStore(store);
  const { manifest: first, directory: firstDirectory } = await loadRun(store, 'latest');
  const random = mulberry32(1);
  const begun = Date.parse(first.started);
  for (let at = 1; at < count; at++) {
    const overrides = [`seed=${at % 5}`, `hidden=${4 + Math.floor(at / 5)}`];
    const { engine, data, sources, simulated, jobs, phases } = JSON.parse(JSON.stringify(first));
    const startedAtMs = begun + 60_000 * at;
    const { manifest, directory } = await createRunRecord(opened, compile(GRAPH, { overrides }), {
      startedAtMs,
      number: first.number + at,
      texts: { file: 'many.yaml', written: GRAPH, resolved: GRAPH },
      invocation: {
        file: 'many.yaml',
        profile: null,
        overrides,
        command: ['lagraph', 'run', 'many.yaml', ...overrides],
      },
      ...{ engine, data, sources, simulated, jobs, phases },
    });
    for (const phase of manifest.phases)
      for (const name of Object.keys(phase.metrics)) phase.metrics[name] *= 1 + 0.1 * random();
    const evaluations = first.evaluations.map((one) => ({ ...one, value: random() }));
    await copyFile(join(firstDirectory, 'metrics.jsonl'), join(directory, 'metrics.jsonl'));
    const ended = new Date(startedAtMs + 20_000).toISOString();
    await saveManifest(opened, { ...manifest, status: 'done', ended, seconds: 20, evaluations });
  }
}

const run = promisify(execFile);

await runScript(async () => {
  const { values } = readArguments(USAGE, {
    options: {
      runs: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '5' },
      keep: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [count, rounds] = [Number(values.runs), Number(values.rounds)];
  if (!(count >= 1) || !(rounds >= 1)) {
    console.error(USAGE);
    process.exit(2);
  }
  needBuild();
  const folder = await mkdtemp(join(tmpdir(), 'lagraph-runs-'));
  const store = values.keep ?? join(folder, 'store');
  const lagraph = (...args) =>
    run(process.execPath, [here('../dist/bin/cli/main.js'), ...args, '--store', store], {
      cwd: folder,
      maxBuffer: 2 ** 28,
    });
  try {
    for (const [name, bytes] of Object.entries(digitFiles(64))) await writeFile(join(folder, name), bytes);
    await writeFile(join(folder, 'many.yaml'), GRAPH);
    await lagraph('run', 'many.yaml');
    await writeRuns(store, count);
    const commands = [
      ['runs'],
      ['runs', '--where', 'reads > 0.9 and hidden < 20', '--sort', '-reads'],
      ['runs', '--json'],
      ['runs', '--csv'],
      ['compare', '--where', `seed == 1 and hidden < ${4 + COMPARED}`],
      ['compare', '--where', `seed == 1 and hidden < ${4 + COMPARED}`, '-o', join(folder, 'page.html')],
      ['gc'],
    ];
    const times = [];
    for (const command of commands) {
      const seconds = [];
      for (let round = 0; round < rounds; round++) {
        const start = performance.now();
        await lagraph(...command);
        seconds.push((performance.now() - start) / 1000);
      }
      times.push({ command: command.join(' '), median: median(seconds), least: Math.min(...seconds) });
    }
    if (values.json) console.log(JSON.stringify({ runs: count, times }));
    else {
      const rows = times.map((one) => [one.command, one.median.toFixed(2), one.least.toFixed(2)]);
      console.log(`${count} runs\n\n${table(['command', 'median s', 'least s'], rows)}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
