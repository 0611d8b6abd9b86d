import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { idxFile } from '../../bench/idx.mjs';
import { build } from '../support/build-dist.js';
import { events, start } from '../support/spawn-lagraph.js';

beforeAll(build, 180_000);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-signals-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Bytes of 0 to 9 in turn. */
const bytes = (count: number) => Array.from({ length: count }, (_, at) => (at * 7) % 10);

/** A phase of a thousand short epochs; with `filters`, one whose steps take a second each in plain JavaScript. */
async function graph(filters = 1): Promise<void> {
  await writeFile(join(folder, 'images.idx'), idxFile([64, 28, 28], bytes(64 * 28 * 28)));
  await writeFile(join(folder, 'labels.idx'), idxFile([64], bytes(64)));
  await writeFile(
    join(folder, 'long.yaml'),
    `lagraph: 1
name: long
data: {own: {source: idx, images: images.idx, labels: labels.idx}}
networks:
  net:
    input: [28, 28, 1]
    layers: [{Conv2D: {filters: ${filters}, kernel_size: 5, padding: same}}, {Conv2D: {filters: ${filters}, kernel_size: 5}}, Flatten, {Dense: {units: 10, activation: softmax}}]
plan:
  learn:
    train: net
    on: {data: own, epochs: 1000, batch_size: 32}
    loss: categorical_crossentropy(label, net(image))
    optimizer: {SGD: 0.01}
`,
  );
}

const heard = (child: ChildProcess, what: string): Promise<void> =>
  new Promise((resolve) => {
    let seen = '';
    child.stdout!.on('data', (text: string) => {
      seen += text;
      if (seen.includes(what)) resolve();
    });
  });

/** The workers that belong to this test's graph, by their parent. */
async function childrenOf(pid: number): Promise<number[]> {
  const children: number[] = [];
  for (const name of (await readdir('/proc')).filter((one) => /^\d+$/.test(one))) {
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
    if (status.includes(`\nPPid:\t${pid}\n`)) children.push(Number(name));
  }
  return children;
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until the processes have ended, for up to 20 s on busy machines. */
async function allEnd(pids: readonly number[]): Promise<void> {
  const until = Date.now() + 20_000;
  while (pids.some(alive) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(pids.filter(alive)).toEqual([]);
}

describe('a run', () => {
  it.each(['SIGHUP', 'SIGTERM', 'SIGINT'] as const)(
    'stops in order on %s, and goes on later',
    async (signal) => {
      await graph();
      const { child, finished } = start(['run', 'long.yaml', '--json'], { cwd: folder });
      await heard(child, '"event":"epoch"');
      child.kill(signal);
      const { code, out, err } = await finished;
      expect({ code, err }).toEqual({
        code: 130,
        err: 'Stopping after this step; once more stops at once.\n',
      });
      expect(events(out).at(-1)).toMatchObject({ event: 'done', ok: false });
      const again = start(['run', 'long.yaml', '--json'], { cwd: folder });
      await heard(again.child, '"event":"begin"');
      again.child.kill('SIGINT');
      const begin = events((await again.finished).out).find((event) => event.event === 'begin');
      expect(begin).toMatchObject({ fromEpoch: expect.any(Number) });
      expect((begin as { fromEpoch: number }).fromEpoch).toBeGreaterThan(0);
    },
  );

  it('stops in order when the terminal of all its processes is closed', async () => {
    await graph();
    const { child, finished } = start(['run', 'long.yaml', '--json'], { cwd: folder, detached: true });
    await heard(child, '"event":"epoch"');
    process.kill(-child.pid!, 'SIGHUP');
    const { code, out } = await finished;
    expect(code).toBe(130);
    expect(events(out).filter(({ event }) => event === 'failed')).toEqual([]);
  });

  // Only Linux reports the parents of processes in /proc.
  describe.runIf(process.platform === 'linux')('leaves no process behind', () => {
    it('when it is told twice to stop', async () => {
      await graph(24);
      const { child, finished } = start(['run', 'long.yaml', '--json', '--engine', 'tfjs'], { cwd: folder });
      await heard(child, '"event":"begin"');
      const children = await childrenOf(child.pid!);
      expect(children).not.toEqual([]);
      child.kill('SIGINT');
      await new Promise((resolve) => setTimeout(resolve, 200));
      child.kill('SIGINT');
      expect((await finished).code).toBe(130);
      await allEnd(children);
    });

    it('when it is killed in the middle of a long step', async () => {
      await graph(24);
      const { child, finished } = start(['run', 'long.yaml', '--json', '--engine', 'tfjs'], { cwd: folder });
      await heard(child, '"event":"begin"');
      const children = await childrenOf(child.pid!);
      expect(children).not.toEqual([]);
      child.kill('SIGKILL');
      await finished;
      await allEnd(children);
    });
  });
});

describe('what can no longer be written', () => {
  const shell = (line: string) =>
    new Promise<{ code: number | null; err: string }>((resolve) => {
      const { NO_COLOR: _, FORCE_COLOR: __, LAGRAPH_DEBUG: ___, ...env } = process.env;
      const child = spawn('bash', ['-c', line], { cwd: folder, env });
      let err = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
      child.on('close', (code) => resolve({ code, err }));
    });

  it.runIf(process.platform === 'linux')('standard output on a full disk: a stop in order', async () => {
    await graph();
    const { main } = await import('../support/build-dist.js');
    const { code, err } = await shell(`"${process.execPath}" "${main}" run long.yaml --json > /dev/full`);
    expect(err).toBe("standard output can't be written: the disk is full. Stopping after this step.\n");
    expect(code).toBe(3);
    const short = await shell(`"${process.execPath}" "${main}" schema > /dev/full`);
    expect(short).toEqual({ code: 3, err: "error: standard output can't be written: the disk is full\n" });
  });

  it.runIf(process.platform === 'linux')('standard error: what was begun goes on', async () => {
    await graph();
    const { main } = await import('../support/build-dist.js');
    const { code } = await shell(
      `"${process.execPath}" "${main}" run long.yaml plan.learn.on.epochs=2 2> /dev/full`,
    );
    expect(code).toBe(0);
  });
});
