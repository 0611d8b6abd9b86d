import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { foundOnednn, noOnednn } from '../support/find-onednn.js';
import { noTensorflow } from '../support/find-tensorflow.js';
import { build } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';

beforeAll(build, 180_000);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-engines-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A machine that has neither a cache nor Python. */
const bare = () => ({
  HOME: folder,
  XDG_CACHE_HOME: folder,
  LOCALAPPDATA: folder,
  PATH: '',
  VIRTUAL_ENV: '',
  CONDA_PREFIX: '',
  LAGRAPH_TENSORFLOW: '',
  LAGRAPH_ONEDNN: '',
});

interface Found {
  name: string;
  state: string;
  version: string | null;
  device: string | null;
  problem: string | null;
  advice: string | null;
  source: string | null;
}

async function found(name: string, env: Record<string, string>): Promise<Found[]> {
  const { code, out } = await lagraph(['engines', '--json'], { env, cwd: folder });
  expect(code).toBe(0);
  return (JSON.parse(out) as Found[]).filter((one) => one.name === name);
}

describe('lagraph engines', () => {
  it('runs no code of the folder that it is called in', async () => {
    for (const name of ['tfjs-node', 'tfjs-node-gpu', 'tfjs-backend-cpu']) {
      const home = join(folder, 'node_modules/@tensorflow', name);
      await mkdir(home, { recursive: true });
      await writeFile(
        join(home, 'package.json'),
        JSON.stringify({ name: `@tensorflow/${name}`, version: '4.22.0' }),
      );
      await writeFile(
        join(home, 'index.js'),
        `require('node:fs').writeFileSync(${JSON.stringify(join(folder, 'ran'))}, '');`,
      );
    }
    const env = { ...bare(), LAGRAPH_TFJS_NODE: '' };
    expect(await found('tfjs-node', env)).toMatchObject([
      { state: 'missing', advice: expect.stringContaining('LAGRAPH_TFJS_NODE') },
    ]);
    await expect(access(join(folder, 'ran'))).rejects.toThrow('ENOENT');
    // The library that is named is used.
    const [named] = await found('tfjs-node', { ...env, LAGRAPH_TFJS_NODE: folder });
    expect(named).toMatchObject({ state: 'broken' });
    await access(join(folder, 'ran'));
  });

  it('on a bare machine: what comes with lagraph is ready, and what brings the rest is said', async () => {
    expect(await found('onnx', bare())).toMatchObject([{ state: 'ready', device: 'CPU' }]);
    expect(await found('tfjs', bare())).toMatchObject([{ state: 'ready', device: 'CPU' }]);
    const [tensorflow] = await found('tensorflow', bare());
    expect(tensorflow).toMatchObject({ state: 'missing', version: null });
    expect(tensorflow?.advice).toContain('lagraph engines add tensorflow');
    const [onednn] = (await found('onednn', bare())).filter(({ source }) => source !== 'system');
    if (onednn)
      expect(onednn).toMatchObject({ state: 'missing', advice: '`lagraph engines add onednn` brings it.' });
    const { out } = await lagraph(['engines'], { env: bare(), cwd: folder });
    expect(out).toMatch(/^ready {4}onnx .*default\n/);
    expect(out).toMatch(/missing {2}tensorflow {2}There is no libtensorflow/);
  });

  it('with a broken copy: which one it is, why, and what to do', async () => {
    await writeFile(join(folder, 'libtensorflow_cc.so.2'), 'no library');
    const [tensorflow] = await found('tensorflow', { ...bare(), LAGRAPH_TENSORFLOW: folder });
    expect(tensorflow).toMatchObject({ state: 'broken', source: 'LAGRAPH_TENSORFLOW' });
    expect(tensorflow?.problem).toContain(join(folder, 'libtensorflow_cc.so.2'));
    expect(tensorflow?.advice).toContain('LAGRAPH_TENSORFLOW');
  });

  it('with a broken oneDNN: the same', async () => {
    await writeFile(join(folder, 'libdnnl.so.3'), 'no library');
    const [onednn] = await found('onednn', { ...bare(), LAGRAPH_ONEDNN: join(folder, 'libdnnl.so.3') });
    expect(onednn).toMatchObject({ state: 'broken', source: 'LAGRAPH_ONEDNN' });
    expect(onednn?.problem).toContain(`${join(folder, 'libdnnl.so.3')} is no shared library`);
    expect(onednn?.advice).toBe('Correct LAGRAPH_ONEDNN, or unset it.');
  });

  it.skipIf(noOnednn)('with a oneDNN that works: version and instruction set', async () => {
    const [onednn] = await found('onednn', { LAGRAPH_ONEDNN: foundOnednn!.path });
    expect(onednn).toMatchObject({ state: 'ready', problem: null, device: 'CPU' });
    expect(onednn?.version).toMatch(/^oneDNN 3\.\d+\.\d+$/);
  });

  it.skipIf(noTensorflow)('with a copy that works: version, device and where it lies', async () => {
    const [tensorflow] = await found('tensorflow', {});
    expect(tensorflow).toMatchObject({ state: 'ready', problem: null });
    expect(tensorflow?.version).toMatch(/^TensorFlow \d/);
  });
});

describe('an engine that is asked for', () => {
  const graph = `lagraph: 1
name: small
data: {mnist: {source: mnist}}
networks: {reader: {input: [28, 28, 1], layers: [Flatten, Dense: {units: 10, activation: softmax}]}}
plan:
  read:
    train: reader
    on: {data: mnist, epochs: 1, steps_per_epoch: 4, batch_size: 32}
    loss: categorical_crossentropy(label, reader(image))
    optimizer: {SGD: 0.1}
`;
  const run = (args: string[], env: Record<string, string>) =>
    lagraph(['run', '-', '--store', join(folder, 'store'), ...args], { env, input: graph, cwd: folder });

  it('and is not there is missed with what brings it', async () => {
    const { code, err } = await run(['--engine', 'tensorflow'], bare());
    expect(code).toBe(3);
    expect(err).toContain('lagraph engines add tensorflow');
  });

  it('and is none has its like listed', async () => {
    const { code, err } = await run(['--engine', 'tensorflo'], bare());
    expect(code).toBe(2);
    expect(err).toBe('error: there is no engine tensorflo\nhelp: did you mean tensorflow?\n');
  });

  it('is not taken without a GPU where one is required', async () => {
    const { code, err } = await run(['--engine', 'onnx', '--require-gpu'], bare());
    expect(code).toBe(3);
    expect(err).toContain('A GPU is required');
  });

  it('and does not have the precision of a phase says so before anything is trained', async () => {
    const { code, err } = await run(['plan.read.precision=bfloat16'], bare());
    expect(code).toBe(3);
    expect(err).toContain('The phase read asks for bfloat16, and the engine onnx');
    expect(err).toContain('--engine tensorflow');
  });

  it.skipIf(noTensorflow)('trains with TensorFlow, whose log reaches the run, not the terminal', async () => {
    const { code, out, err } = await run(['--engine', 'tensorflow', '--json'], {});
    expect(err).toBe('');
    expect(code).toBe(0);
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; engine?: string; directory?: string });
    expect(events.find(({ event }) => event === 'start')?.engine).toBe('tensorflow');
    const directory = events.find(({ event }) => event === 'done')!.directory!;
    const log = await readFile(join(directory, 'output.log'), 'utf8');
    expect(log).toMatch(/^survey: .*tensorflow|^survey: .*oneDNN/im);
    expect(log).toMatch(/^read: /m);
  });
});
