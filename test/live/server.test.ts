import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressFile, readAddress, saveAddress } from '../../src/live/index.js';
import { pageElements } from '../page/parse-page.js';
import { ask, servePage, type Served } from './served-page.js';

let served: Served;

beforeAll(async () => {
  served = await servePage();
  await writeFile(join(served.folder, 'report/grid.png'), 'picture');
  await writeFile(join(served.folder, 'manifest.json'), 'secret');
});
afterAll(() => served.close());

/** The events that a reader gets until one that fits. */
async function eventsUntil(
  of: Served,
  fits: (event: string, data: string) => boolean,
): Promise<[string, string][]> {
  const { port, token } = of.server;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: `/${token}/events` }, resolve).on('error', reject);
  });
  const events: [string, string][] = [];
  let rest = '';
  for await (const piece of response.setEncoding('utf8')) {
    const parts = (rest + String(piece)).split('\n\n');
    rest = parts.pop()!;
    for (const part of parts) {
      const event = /^event: (.*)$/m.exec(part)?.[1];
      if (event === undefined) continue;
      events.push([event, /^data: (.*)$/m.exec(part)![1]!]);
      if (fits(...events.at(-1)!)) return events;
    }
  }
  return events;
}

describe('who reads a live page', () => {
  it('is who has its address', async () => {
    const { status, headers, body } = await ask(served.server);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src 'self' data:; .*connect-src 'self'; frame-ancestors 'none'$/,
    );
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['access-control-allow-origin']).toBe(undefined);
    expect(pageElements(body).some(({ attributes }) => attributes.get('id') === 'live')).toBe(true);
    expect((await ask(served.server, 'report/grid.png')).body).toBe('picture');
  });

  it.each([
    ['another token', { path: '/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/', raw: true }, 404],
    ['no token', { path: '/', raw: true }, 404],
    ['no path behind the token', { path: '/events', raw: true }, 404],
    ['a name that points at this machine', { headers: { host: 'evil.example:80' } }, 403],
    ['such a name with the port', { headers: { host: 'PORT.evil.example' } }, 403],
    ['another origin', { headers: { origin: 'http://evil.example' } }, 403],
    ['an origin of another port', { headers: { origin: 'http://127.0.0.1:1' } }, 403],
    ['an opaque origin', { headers: { origin: 'null' } }, 403],
    ['a page of another site', { headers: { 'sec-fetch-site': 'cross-site' } }, 403],
    ['a page of another port of this machine', { headers: { 'sec-fetch-site': 'same-site' } }, 403],
    ['who sends something', { method: 'POST' }, 405],
  ] as const)('is not %s', async (_, { path = '', ...options }: { path?: string } & object, wanted) => {
    for (const target of [path, ...(path === '' ? ['events', 'report/grid.png'] : [])]) {
      const { status, body } = await ask(served.server, target, options);
      expect(status).toBe(wanted);
      expect(body).toBe('');
    }
  });

  it.each([
    'manifest.json',
    'report/../manifest.json',
    'report/..%2fmanifest.json',
    'report/%2e%2e/manifest.json',
    'report/',
    '%',
  ])('gets nothing but the page, its events and its pictures: %s', async (path) => {
    expect(await ask(served.server, path)).toMatchObject({ status: 404, body: '' });
  });

  it('is on this machine', async () => {
    const others = Object.values(networkInterfaces()).flatMap((all) =>
      (all ?? []).filter(({ internal, family }) => !internal && family === 'IPv4'),
    );
    for (const { address } of others)
      await expect(fetch(`http://${address}:${served.server.port}/`)).rejects.toThrow();
  });
});

describe('what readers are told', () => {
  it('is what is new, once', async () => {
    const all = await eventsUntil(served, (event) => event === 'chart');
    expect(all.map(([event]) => event).filter((event) => event !== 'section')).toEqual(['run', 'chart']);
    expect(all.filter(([, data]) => data.includes('"id":"plan"'))).toHaveLength(1);
    const { manifest } = served.page.current;
    const told = eventsUntil(served, (_, data) => data.includes('0.1235'));
    await expect.poll(() => served.server.readers()).toBe(1);
    // Until it has heard all that there is.
    await new Promise((resolve) => setTimeout(resolve, 200));
    served.page.current = {
      ...served.page.current,
      manifest: { ...manifest, evaluations: [{ ...manifest.evaluations[0]!, value: 0.12345 }] },
    };
    served.server.changed();
    const ids = (await told).flatMap(([event, data]) =>
      event === 'section' ? [(JSON.parse(data) as { id: string }).id] : [],
    );
    expect(ids.filter((id) => id === 'results')).toHaveLength(2);
    expect(ids.filter((id) => id === 'plan')).toHaveLength(1);
  });

  it('ends with the run', async () => {
    const other = await servePage();
    const events = eventsUntil(other, () => false);
    await expect.poll(() => other.server.readers()).toBe(1);
    await other.close();
    expect((await events).at(-1)).toEqual(['end', '{"status":"done"}']);
    await expect(ask(other.server)).rejects.toThrow('ECONNREFUSED');
  });

  it('stays within bounds for readers who read nothing, in two hours of events', async () => {
    const other = await servePage({ interval: 0 });
    const { port, token } = other.server;
    const idle = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ host: '127.0.0.1', port, path: `/${token}/events` }, resolve).on('error', reject);
    });
    idle.pause();
    const { manifest, program } = other.page.current;
    // Long enough that all of it together would not fit.
    const description = 'x'.repeat(200_000);
    globalThis.gc?.();
    const before = process.memoryUsage();
    // Ten a second; each makes other sections.
    const events = 2 * 3600 * 10;
    for (let at = 0; at < events; at += 1) {
      other.page.current = {
        ...other.page.current,
        running: [
          {
            phase: 'read',
            epoch: 1,
            epochs: 2,
            step: at,
            steps: events,
            loss: 1 / (at + 1),
            secondsLeft: at,
          },
        ],
        manifest: { ...manifest, seconds: at },
        program: { ...program, description: `${at} ${description}` },
      };
      other.server.changed();
      // Until readers have been told of it.
      if (at % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 3));
    }
    globalThis.gc?.();
    const after = process.memoryUsage();
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(48 * 2 ** 20);
    idle.destroy();
    await other.close();
  });
});

describe('the address', () => {
  it('is the one of before; a new one if the port is taken', async () => {
    const first = await servePage();
    const { port, token } = first.server;
    await first.close();
    const again = await servePage({ address: { port, token } });
    expect(again.server).toMatchObject({ port, token });
    await again.close();
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const busy = (taken.address() as AddressInfo).port;
    const elsewhere = await servePage({ address: { port: busy, token } });
    expect(elsewhere.server.port).not.toBe(busy);
    expect(elsewhere.server.token).not.toBe(token);
    await elsewhere.close();
    taken.close();
  });

  it('is kept in a file that its owner alone can read', async () => {
    const store = await mkdtemp(join(tmpdir(), 'lagraph-live-store-'));
    const file = addressFile(store, 'graph /somewhere/graph.yaml');
    expect(await readAddress(file)).toBe(null);
    const address = { port: 4711, token: 'A'.repeat(32) };
    await saveAddress(file, address);
    expect(await readAddress(file)).toEqual(address);
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readFile(file, 'utf8')).not.toContain('somewhere');
    for (const damaged of [
      '',
      '{}',
      '{"port":80,"token":"short"}',
      '{"port":99999,"token":"' + 'A'.repeat(32) + '"}',
    ]) {
      await writeFile(file, damaged);
      expect(await readAddress(file)).toBe(null);
    }
    await rm(store, { recursive: true });
  });
});
