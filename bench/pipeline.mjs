/**
 * Times the whole of bench/pipeline/signs-to-mnist.yaml against the same in Keras: one after the other, each with all cores.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { check } from '../dist/index.js';
import { passErrors } from './filter-tensorflow-log.mjs';
import { scaledEpochs } from './scale-epochs.mjs';
import { ProgramFailed, UsageError } from './errors.mjs';
import { machine } from './machine.mjs';
import { watchMemory } from './process-memory.mjs';
import { missing, pythonOf } from './peers.mjs';
import { fromEvents, fromLines, pipelineReport, pipelineTables } from './pipeline-report.mjs';
import { here, lagraphVersion } from './paths.mjs';
import { listed } from './markdown-table.mjs';

const GRAPH = here('pipeline/signs-to-mnist.yaml');

/** Exit code of `lagraph run` if an expectation was missed, as is likely after few epochs, or if the run failed. */
const MISSED_OR_FAILED = 3;

/**
 * Runs a program to its end.
 *
 * @returns the JSON objects that it printed, one a line, with the elapsed seconds and the peak memory in bytes
 */
async function measured(name, command, args, mayExit = [0]) {
  const begun = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const stopWatching = watchMemory(child.pid);
  passErrors(child.stderr);
  const lines = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    // A script may print other lines in between.
    if (line.startsWith('{')) lines.push(JSON.parse(line));
  });
  const [code, signal, seconds] = await new Promise((done, reject) => {
    child.once('error', (error) => reject(new ProgramFailed(`${name} can't be started: ${error.message}`)));
    child.once('close', (...end) => done([...end, (performance.now() - begun) / 1000]));
  }).finally(stopWatching);
  if (!mayExit.includes(code)) throw new ProgramFailed(`${name} failed (${signal ?? `exit ${code}`})`);
  return { lines, seconds, peakBytes: await stopWatching() };
}

async function epochsOf(scale) {
  if (scale === 1) return [];
  const { document } = check(await readFile(GRAPH, 'utf8'), { file: GRAPH });
  return scaledEpochs(document.params, scale);
}

async function runOwn(engine, data, scale, store) {
  const args = [here('../dist/bin/cli/main.js'), 'run', GRAPH, ...(await epochsOf(scale))];
  const options = ['--engine', engine, '--data', data, '--store', store, '--json'];
  const { lines, ...rest } = await measured(
    'lagraph run',
    process.execPath,
    [...args, ...options],
    [0, MISSED_OR_FAILED],
  );
  const failed = lines.find(({ event }) => event === 'failed');
  if (failed || lines.at(-1)?.event !== 'done') {
    throw new ProgramFailed(`lagraph run failed${failed ? `: ${failed.message}` : ''}`);
  }
  const simulated = lines.find(({ event, simulated: made }) => event === 'data' && made);
  if (simulated)
    throw new UsageError(`${data} lacks the data set ${simulated.dataset}: the peer has no simulator`);
  return { ...rest, ...fromEvents(lines) };
}

async function runPeer(python, script, data, scale, out) {
  const args = [script, '--data', data, '--scale', String(scale), '--out', out];
  const { lines, ...rest } = await measured('the peer', python, args);
  return { ...rest, ...fromLines(lines) };
}

export async function benchPipeline({ engines, data, scaleEpochs, peer, keras, json, say }) {
  const [engine] = engines;
  if (engines.length > 1 || engine === 'onnx-plain') {
    throw new UsageError('--pipeline takes one engine that lagraph run knows: onnx or tfjs');
  }
  if (data === undefined) {
    throw new UsageError(
      '--pipeline needs --data DIR (or LAGRAPH_DATA), with mnist/ and signs/: both sides read the same files',
    );
  }
  const script = peer === undefined ? here('keras_pipeline.py') : resolve(peer);
  for (const path of [join(data, 'mnist'), join(data, 'signs'), script])
    if (!existsSync(path)) throw new UsageError(`there is no ${path}`);
  const python = pythonOf('keras', keras);
  if (python === null) throw new UsageError(missing('keras'));

  const folder = await mkdtemp(join(tmpdir(), 'lagraph-bench-'));
  // Ctrl-C reaches the child programs as well; their files are removed once they have ended.
  process.once('SIGINT', () => undefined);
  try {
    say('lagraph runs');
    const own = await runOwn(engine, resolve(data), scaleEpochs, join(folder, 'store'));
    say(`the peer runs (lagraph took ${own.seconds.toFixed(1)} seconds)`);
    const other = await runPeer(python, script, resolve(data), scaleEpochs, join(folder, 'peer.json'));
    const report = pipelineReport(own, other);
    const versions = { lagraph: `${lagraphVersion}, ${engine}`, peer: other.version };
    if (json)
      console.log(
        JSON.stringify({ machine: machine(), versions, scale_epochs: scaleEpochs, pipeline: report }),
      );
    else {
      console.log(pipelineTables(report));
      console.log();
      console.log(listed({ 'epochs times': scaleEpochs, ...machine(), ...versions }));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
