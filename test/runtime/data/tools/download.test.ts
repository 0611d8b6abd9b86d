import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RetryPolicy } from '../../../../src/runtime/download/index.js';
import { SourceUnavailableError, sourceTools } from '../../../../src/runtime/data/tools/index.js';
import { send, serve } from './local-http-server.js';

const file = Uint8Array.from({ length: 200_000 }, (_, i) => (i * i) % 251);
const sha256 = createHash('sha256').update(file).digest('hex');
const other = file.map((byte) => byte ^ 1);
// Longer than a busy machine takes to answer itself; only tests of missing answers wait for it.
const patience = { responseTimeout: 20_000, idleTimeout: 20_000, maxTries: 3, retryDelay: 5 };

let cache: string;
let close: (() => Promise<unknown>)[] = [];
let notices: string[];

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'lagraph-download-'));
  notices = [];
});
afterEach(async () => {
  for (const one of close) await one();
  close = [];
  await rm(cache, { recursive: true, force: true });
});

/** The part of the file that has been downloaded. */
const part = () => join(cache, 'file.bin.part');

async function server(...args: Parameters<typeof serve>) {
  const running = await serve(...args);
  close.push(running.close);
  return running;
}

const get = (
  urls: string[],
  { size, most, ...times }: Partial<RetryPolicy> & { size?: number; most?: number } = {},
) =>
  sourceTools({ cache }, undefined, (text) => notices.push(text), { ...patience, ...times }).file({
    names: ['file.bin'],
    urls,
    sha256,
    ...(size === undefined ? {} : { size }),
    ...(most === undefined ? {} : { most }),
  });

const problem = (...args: Parameters<typeof get>) =>
  get(...args).then(
    () => undefined,
    (error: unknown) => error as Error,
  );

describe('a download', () => {
  it('is kept in the cache, with nothing beside it, and not fetched again', async () => {
    const { url, asked } = await server((request, response) => send(request, response, file));
    const got = await get([url]);
    expect(Buffer.compare(got.bytes, file)).toBe(0);
    expect(got.origin).toBe(url);
    expect(notices[0]).toMatch(/^Downloading file\.bin from 127\.0\.0\.1:\d+ \(0\.2 MB\)\.$/);
    expect(await readdir(cache)).toEqual(['file.bin']);
    await get([url]);
    expect(asked).toHaveLength(1);
  });

  it('goes on where it was cut off', async () => {
    const { url, asked } = await server((request, response, nth) =>
      send(request, response, file, nth === 1 ? { until: 120_000, part: part() } : {}),
    );
    expect(Buffer.compare((await get([url])).bytes, file)).toBe(0);
    expect(asked[1]).toEqual({ range: 'bytes=120000-', ifRange: '"one"' });
  });

  it('goes on in a later try of the person', async () => {
    const { url, asked } = await server((request, response, nth) => {
      if (nth === 1) send(request, response, file, { until: 50_000, part: part() });
      else if (nth === 2) response.writeHead(404).end();
      else send(request, response, file);
    });
    expect(await problem([url])).toBeInstanceOf(SourceUnavailableError);
    expect(existsSync(join(cache, 'file.bin'))).toBe(false);
    await get([url]);
    expect(asked[2]?.range).toBe('bytes=50000-');
  });

  it('starts anew when the file has changed meanwhile', async () => {
    const { url } = await server((request, response, nth) =>
      nth === 1
        ? send(request, response, other, { until: 100_000, part: part(), etag: '"old"' })
        : send(request, response, file, { etag: '"new"' }),
    );
    expect(Buffer.compare((await get([url])).bytes, file)).toBe(0);
  });

  it('starts anew when the server knows no ranges', async () => {
    const { url } = await server((request, response, nth) => {
      delete request.headers.range;
      send(request, response, file, nth === 1 ? { until: 100_000, part: part() } : {});
    });
    expect(Buffer.compare((await get([url])).bytes, file)).toBe(0);
  });

  it('throws away parts that do not belong together', async () => {
    const { url, asked } = await server((request, response) => send(request, response, file));
    await writeFile(join(cache, 'file.bin.part'), other.subarray(0, 100_000));
    expect(Buffer.compare((await get([url])).bytes, file)).toBe(0);
    expect(asked.map(({ range }) => range)).toEqual(['bytes=100000-', undefined]);
  });

  it('starts anew when the part is longer than the file', async () => {
    const { url } = await server((request, response) =>
      request.headers.range ? response.writeHead(416).end() : send(request, response, file),
    );
    await writeFile(join(cache, 'file.bin.part'), new Uint8Array(300_000));
    expect(Buffer.compare((await get([url])).bytes, file)).toBe(0);
  });

  it('takes no more than the file has: an endless answer is cut off, and the next address asked', async () => {
    const endless = await server((_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (response.write(new Uint8Array(65_536))) if (response.destroyed) return;
        response.once('drain', more);
      };
      more();
    });
    const good = await server((request, response) => send(request, response, file));
    const told = String(await problem([endless.url], { size: file.length }));
    expect(told).toContain('the server sends more than there can be: the known file has 200000');
    expect(await readdir(cache)).toEqual([]);
    expect((await get([endless.url, good.url], { size: file.length })).origin).toBe(good.url);
    await rm(join(cache, 'file.bin'));
    expect(String(await problem([endless.url], { most: 300_000 }))).toContain('at most 300000 are taken');
    expect((await get([endless.url, good.url], { most: 300_000 })).origin).toBe(good.url);
  });

  it('asks for nothing of a file that has another size there', async () => {
    const { url } = await server((request, response) => send(request, response, file));
    const told = String(await problem([url], { size: 1000 }));
    expect(told).toContain('the file has 200000 bytes there, and the known file has 1000');
    expect(await readdir(cache)).toEqual([]);
  });

  it('does not wait for what drips: so many bytes must come in each stretch', async () => {
    const { url } = await server((_request, response) => {
      response.writeHead(200, { 'content-length': file.length });
      const timer = setInterval(() => response.write(file.subarray(0, 1)), 10);
      response.on('close', () => clearInterval(timer));
    });
    const told = String(await problem([url], { rateWindow: 100 }));
    expect(told).toMatch(/it sends \d+ bytes a second, too few to wait for/);
  });

  it.each([
    ['a line break in the version', 'file.bin.part.json', JSON.stringify({ url: 'URL', version: 'a\nb' })],
    ['no JSON', 'file.bin.part.json', '{'],
    ['another kind of JSON', 'file.bin.part.json', 'null'],
    ['numbers', 'file.bin.part.json', '{"url": 3, "version": []}'],
  ])('begins anew where the note about a part holds %s', async (_what, name, text) => {
    const { url, asked } = await server((request, response) => send(request, response, file));
    await writeFile(join(cache, 'file.bin.part'), file.subarray(0, 1000));
    await writeFile(join(cache, name), text.replace('URL', url));
    expect(Buffer.compare((await get([url])).bytes, file)).toBe(0);
    expect(asked).toEqual([{ range: undefined, ifRange: undefined }]);
    expect(await readdir(cache)).toEqual(['file.bin']);
  });

  it('begins anew where the part is no file, or more than the file can be', async () => {
    const { url } = await server((request, response) => send(request, response, file));
    await mkdir(join(cache, 'file.bin.part/inside'), { recursive: true });
    expect(Buffer.compare((await get([url])).bytes, file)).toBe(0);
    await rm(join(cache, 'file.bin'));
    await writeFile(join(cache, 'file.bin.part'), new Uint8Array(300_000));
    expect(Buffer.compare((await get([url], { size: file.length })).bytes, file)).toBe(0);
  });

  it('refuses what does not match, keeps none of it, and takes the next address', async () => {
    const bad = await server((request, response) => send(request, response, other));
    const good = await server((request, response) => send(request, response, file));
    expect(String(await problem([bad.url]))).toContain('its checksum differs');
    expect(await readdir(cache)).toEqual([]);
    expect((await get([bad.url, good.url])).origin).toBe(good.url);
  });

  it('replaces a damaged file in the cache', async () => {
    const { url } = await server((request, response) => send(request, response, file));
    await writeFile(join(cache, 'file.bin'), other);
    await get([url]);
    expect(Buffer.compare(await readFile(join(cache, 'file.bin')), file)).toBe(0);
  });

  it('follows redirects, and ends with those that do not end', async () => {
    const { url } = await server((request, response) => send(request, response, file));
    const to = await server((_request, response) => response.writeHead(302, { location: url }).end());
    expect(Buffer.compare((await get([to.url])).bytes, file)).toBe(0);
    await rm(join(cache, 'file.bin'));
    const round = await server((_request, response) => response.writeHead(302, { location: '/' }).end());
    expect(String(await problem([round.url]))).toContain('it redirects without end');
  });

  it('tries again after a fault of the server, and gives up after some tries', async () => {
    const { url } = await server((request, response, nth) =>
      nth < 3 ? response.writeHead(503).end() : send(request, response, file),
    );
    await get([url]);
    await rm(join(cache, 'file.bin'));
    const broken = await server((_request, response) => response.writeHead(500).end());
    expect(String(await problem([broken.url]))).toContain('the server answered 500, after 3 tries');
    expect(broken.asked).toHaveLength(3);
  });

  it('asks once where asking again is of no use', async () => {
    const { url, asked } = await server((_request, response) => response.writeHead(403).end());
    expect(String(await problem([url]))).toContain(`${url}: the server answered 403`);
    expect(asked).toHaveLength(1);
  });

  it('does not wait for ever for an answer, nor for the rest', async () => {
    const mute = await server(() => undefined);
    expect(String(await problem([mute.url], { responseTimeout: 50 }))).toContain('no answer in time');
    const slow = await server((_request, response) => {
      response.writeHead(200, { 'content-length': file.length });
      response.write(file.subarray(0, 10));
    });
    expect(String(await problem([slow.url], { idleTimeout: 50 }))).toContain('the server fell silent');
  });

  it('waits less for each further address when one did not answer', async () => {
    const mutes = await Promise.all([0, 1, 2].map(() => server(() => undefined)));
    const urls = mutes.map(({ url }) => url);
    // The requested delays, not the elapsed time: a busy machine makes any wait longer.
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const said = String(await problem(urls, { responseTimeout: 84 }));
    const waits = timers.mock.calls.map(([, wait]) => wait);
    timers.mockRestore();
    for (const url of urls) expect(said).toContain(`${url}: no answer in time`);
    expect(waits.filter((wait) => [84, 42, 21].includes(wait!))).toEqual([84, 42, 21]);
  });

  it('says what was tried, and what helps, where nobody answers', async () => {
    const { url, close: stop } = await serve(() => undefined);
    await stop();
    const error = await problem([url]);
    expect(error).toBeInstanceOf(SourceUnavailableError);
    expect(error?.message).toBe(
      [
        'file.bin could not be found. Tried:',
        '  - data directory: none is named',
        `  - cache (${join(cache, 'file.bin')}): is not there`,
        `  - ${url}: the server refuses connections`,
        `Or put the file at ${join('DIR', 'file.bin')} and say --data DIR.`,
      ].join('\n'),
    );
  });

  it('is made once when two ask at the same time', async () => {
    const { url, asked } = await server((request, response) => send(request, response, file));
    await Promise.all([get([url]), get([url])]);
    expect(asked).toHaveLength(1);
  });
});
