/** Harness of the fault injection tests: the run that each round starts, and the invariants of the store after it. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRun } from '../../dist/index.js';
import { findArtifact, lastCheckpoint, openStore } from '../../dist/runtime/store/index.js';
import { digitFiles } from '../idx.mjs';

const main = fileURLToPath(new URL('../../dist/bin/cli/main.js', import.meta.url));

const EXAMPLES = 64;

/** Dropout, random data and optimizer state: everything that a wrong resume would change. Trains quickly. */
const text = `lagraph: 1
name: rounds
seed: 3
params: {epochs: 4}
data:
  plain: {source: {idx: {images: images.idx, labels: labels.idx, size: [6, 6], classes: 4}}}
  noisy: {from: plain, add: {noisy: "clip(image + normal(0, 0.5), 0, 1)"}, draw: each_epoch}
networks:
  encoder: {input: [6, 6, 1], layers: [Flatten, {Dropout: 0.2}, {Dense: 16}]}
  head: {input: encoder, layers: [{Dense: {units: 4, activation: sigmoid}}]}
models:
  reader: encoder -> head
plan:
  read:
    train: reader
    on: {data: noisy, epochs: "\${epochs}", batch_size: 16}
    loss: mean_squared_error(label, reader(noisy))
    optimizer: {Adam: 0.01}
    keep: best
  again:
    train: head
    after: [read]
    freeze: encoder
    on: {data: plain, epochs: 2, batch_size: 16}
    loss: mean_squared_error(label, reader(image))
    optimizer: {SGD: 0.1}
`;

/** Writes the graph and its data to a folder. */
export async function writeCase(folder) {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(digitFiles(EXAMPLES)))
    await writeFile(join(folder, name), bytes);
  await writeFile(join(folder, 'rounds.yaml'), text);
}

/**
 * Starts `lagraph run` of the case. The process leads a group: `process.kill(-child.pid)` kills its children, too.
 *
 * @param env added to the environment
 * @param graph a graph other than the case's
 */
export function start(folder, store, args = [], env = {}, graph = 'rounds.yaml') {
  const child = spawn(process.execPath, [main, 'run', graph, '--store', store, '--json', ...args], {
    cwd: folder,
    env: { ...process.env, LAGRAPH_DEBUG: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (err += text));
  const finished = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
  return { child, finished };
}

export const run = (folder, store, args, env) => start(folder, store, args, env).finished;

/** One hash over all trained weights of the latest run in the store. */
export async function weights(store) {
  const opened = await openRun(store, 'latest');
  const hash = createHash('sha256');
  for (const { name } of opened.program.networks) {
    for (const [weight, { data }] of await opened.weights(name)) {
      hash.update(weight).update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    }
  }
  return hash.digest('hex');
}

const namesIn = (path) => readdir(path).catch(() => []);

/** Violated invariants of a store: incomplete results, torn checkpoints, quarantined files. */
export async function faultsOf(root) {
  const store = openStore(root);
  const wrong = [];
  for (const two of await namesIn(join(root, 'objects'))) {
    for (const key of await namesIn(join(root, 'objects', two))) {
      const found = await findArtifact(store, key);
      if (found.status !== 'found') wrong.push(`objects/${two}/${key}: ${found.problem ?? found.status}`);
    }
  }
  for (const key of await namesIn(join(root, 'checkpoints'))) {
    const { broken } = await lastCheckpoint(store, key);
    wrong.push(...broken.map((path) => `${path} is torn`));
  }
  for (const name of await namesIn(join(root, 'corrupt'))) wrong.push(`corrupt/${name} was set aside`);
  for (const name of await namesIn(join(root, 'runs'))) {
    await openRun(root, name).catch((error) => wrong.push(`runs/${name}: ${error.message}`));
  }
  return wrong;
}

/** Keys of finished results; none may disappear. */
export async function resultsIn(root) {
  const folders = await namesIn(join(root, 'objects'));
  return (await Promise.all(folders.map((two) => namesIn(join(root, 'objects', two))))).flat();
}

/** Violated invariants of a run that ended with a file error: it must report the error, and not as a bug of lagraph. */
export function faultsOfEnd({ code, signal, out, err }) {
  const wrong = [];
  const text = `${out}${err}`;
  if (signal !== null) wrong.push(`ended by ${signal}`);
  if (code !== 0 && code !== 3 && code !== 1) wrong.push(`exit ${code}`);
  if (/This is a bug|internal error|Unhandled|at .*\.js:\d+/.test(text))
    wrong.push(`told as a bug: ${text.slice(-600)}`);
  if (code !== 0 && !/disk|ENOSPC|EIO|quota|read-only|permission|too large|larger/.test(text))
    wrong.push(`does not say why: ${text.slice(-600)}`);
  return wrong;
}

export const remove = (path) => rm(path, { recursive: true, force: true });
