/** Runs that are watched while they train: `run --open` and `watch`, through the command line and in a browser. */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import type { ChildProcess } from 'node:child_process';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { chromiumPath, openBrowser } from '../support/browser.js';
import { lagraph, start, type Finished } from '../support/spawn-lagraph.js';

const graph = `lagraph: 1
name: watched
seed: 3
data:
  mnist: {source: mnist}
networks:
  encoder:
    input: [28, 28, 1]
    layers: [Flatten, {Dense: {units: 8, activation: relu}}]
  decoder:
    input: encoder
    layers: [{Dense: {units: 784, activation: sigmoid}}, {Reshape: [28, 28, 1]}]
  other:
    input: [28, 28, 1]
    layers: [Flatten, {Dense: {units: 4, activation: relu}}, {Dense: {units: 784, activation: sigmoid}}, {Reshape: [28, 28, 1]}]
models:
  autoencoder: encoder -> decoder
plan:
  copy:
    train: autoencoder
    # After the phase that trains it.
    freeze: other
    on: {data: mnist, epochs: 4000, steps_per_epoch: 20, batch_size: 16}
    loss: binary_crossentropy(image, autoencoder(image)) + 0 * mean_squared_error(image, other(image))
    optimizer: {Adam: 0.01}
  first:
    train: other
    on: {data: mnist, epochs: 1, steps_per_epoch: 4, batch_size: 16}
    loss: mean_squared_error(image, other(image))
    optimizer: {Adam: 0.01}
  copy_again:
    train: decoder
    freeze: encoder
    on: {data: mnist, epochs: 1, steps_per_epoch: 4, batch_size: 16}
    loss: binary_crossentropy(image, autoencoder(image))
    optimizer: {Adam: 0.01}
report:
  - translations: {on: mnist.test, rows: [image, autoencoder(image)], count: 6}
  - {translations: {on: mnist.test, rows: [image, other(image)], count: 6}, name: early}
`;

let folder = '';
const children: ChildProcess[] = [];

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-watch-'));
  await writeFile(join(folder, 'watched.yaml'), graph);
}, 300_000);
afterAll(async () => {
  children.forEach((child) => child.kill('SIGKILL'));
  await rm(folder, { recursive: true, force: true });
});

interface Watched {
  url: string;
  child: ChildProcess;
  finished: Promise<Finished>;
}

/** Starts a command and waits for the address of its page. */
async function served(...args: string[]): Promise<Watched> {
  const { child, finished } = start(args, { cwd: folder });
  children.push(child);
  const url = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stderr!.on('data', (piece: string) => {
      text += piece;
      const found = /live page: (\S+)\n/.exec(text);
      if (found) resolve(found[1]!);
    });
    void finished.then(({ err }) => reject(new Error(`it ended without a page: ${err}`)));
  });
  return { url, child, finished };
}

const status = (url: string, headers: Record<string, string> = {}): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode!);
    });
    sent.on('error', reject);
    sent.end();
  });

const RUN = ['run', 'watched.yaml', '--open', '--no-browser'];

describe('a run that is watched', () => {
  it('serves its page, is found at the same address when it goes on, and ends with its server', async () => {
    const first = await served(...RUN);
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
    expect(await status(first.url)).toBe(200);
    expect(await status(first.url, { host: 'evil.example' })).toBe(403);
    expect(await status(first.url.replace(/[\w-]{32}\/$/, `${'A'.repeat(32)}/`))).toBe(404);
    const [file] = await readdir(join(folder, '.lagraph/live'));
    if (process.platform !== 'win32')
      expect((await stat(join(folder, '.lagraph/live', file!))).mode & 0o777).toBe(0o600);

    // From another terminal, by another server.
    const other = await served('watch', '--no-browser');
    expect(other.url).not.toBe(first.url);
    expect(await status(other.url)).toBe(200);

    const browser = chromiumPath === null ? null : await openBrowser();
    const faults: string[] = [];
    const page = await browser?.newPage();
    page?.on('pageerror', (error) => faults.push(String(error)));
    page?.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    if (page) {
      await page.goto(first.url);
      await page.waitForSelector('[data-chart=curves] svg', { timeout: 90_000 });
      await expect.poll(() => page.textContent('#live')).toBe('Live: the run goes on.');
      // The first phase may still be there.
      const running = () => page.textContent('ul.running').catch(() => null);
      await expect.poll(running, { timeout: 20_000 }).toContain('copy: epoch');
      const now = await running();
      await expect.poll(running, { timeout: 10_000 }).not.toBe(now);
    }
    if (page) {
      // What is trained is drawn while the rest goes on.
      await page.waitForSelector('img[src^="report/early."]', { timeout: 60_000 });
      expect(await page.locator('#pictures').textContent()).toContain('There is no picture of it yet.');
    }
    first.child.kill('SIGINT');
    const { code, out } = await first.finished;
    expect(code).toBe(130);
    expect(out).toMatch(/^page: /m);
    await expect(status(first.url)).rejects.toThrow('ECONNREFUSED');
    const watched = await other.finished;
    expect(watched).toMatchObject({ code: 0 });
    expect(watched.err).toContain('has ended: interrupted');
    expect(watched.out).toMatch(/^page: .*report\.html\n$/);
    if (page) {
      await expect.poll(() => page.textContent('#live')).toMatch(/^The run has ended/);
      faults.splice(0);
    }

    const again = await served(...RUN);
    expect(again.url).toBe(first.url);
    if (page) {
      // The page that is still open comes back by itself, as that of the new run.
      await expect
        .poll(() => page.textContent('#live').catch(() => null), { timeout: 20_000 })
        .toBe('Live: the run goes on.');
      expect(faults.filter((fault) => !fault.includes('ERR_CONNECTION_REFUSED'))).toEqual([]);
    }
    again.child.kill('SIGINT');
    await again.finished;
    await browser?.close();
    const runs = join(folder, '.lagraph/runs');
    for (const run of await readdir(runs))
      expect(await readdir(join(runs, run))).not.toContain('progress.json');
  }, 180_000);

  it('is no longer watched when its folder is deleted', async () => {
    const run = await served(...RUN);
    const runs = join(folder, '.lagraph/runs');
    const name = (await readdir(runs)).sort().at(-1)!;
    const watched = await served('watch', name, '--no-browser');
    run.child.kill('SIGKILL');
    await run.finished;
    await rm(join(runs, name), { recursive: true });
    const { code, err } = await watched.finished;
    expect(code).toBe(0);
    expect(err).toContain(`${name} is no longer followed: its folder was deleted`);
  }, 60_000);

  it('is not watched when it does not train', async () => {
    const { code, out, err } = await lagraph(['watch', '--no-browser'], { cwd: folder });
    expect(code).toBe(0);
    expect(err).toContain('does not train: it is interrupted');
    expect(out).toMatch(/^page: .*report\.html\n$/);
  });

  it('says when there are no runs', async () => {
    const { code, err } = await lagraph(['watch', '--store', 'nothing'], { cwd: folder });
    expect(code).toBe(1);
    expect(err).toContain('there are no runs yet');
  });
});
