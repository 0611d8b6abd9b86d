/**
 * Serves the page of a run while it goes on, on loopback alone. What readers are told is the newest state, not a list of
 * events: one who reads slowly misses states in between, and nothing waits for him in memory.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { livePolicy, renderRunPage, type RunPage } from '../page/index.js';
import { VERSION } from '../package-root.js';
import { newToken, type LiveAddress } from './address-file.js';
import { guardRequest } from './guard.js';
import { eventText, renderUpdates, type RenderedUpdate } from './updates.js';

export interface LiveServer extends LiveAddress {
  url: string;
  /** Something may have changed: readers are told soon. */
  changed(): void;
  /** Tells readers how it ended, and stops. */
  end(): Promise<void>;
  /** Readers that are connected now; and whether one has ever come for the page and what is new. */
  readers(): number;
  wasRead(): boolean;
}

export interface LiveServerOptions {
  run: string;
  directory: string;
  page(): Promise<RunPage>;
  graphText: string | null;
  /** The script of the page. */
  script: string;
  /** Where it was before; a free port and a new token otherwise, or if the port is taken. */
  address: LiveAddress | null;
  /** Milliseconds between two updates, at least. */
  interval?: number;
}

const INTERVAL_MS = 500;
const HEARTBEAT_MS = 15_000;
const MAX_READERS = 32;
/** Who gets no answer through in this time is gone. */
const CLOSING_MS = 2000;

interface Reader {
  response: ServerResponse;
  /** What he has of each part, by its hash. */
  has: Map<string, string>;
  /** His connection takes no more at this moment. */
  congested: boolean;
}

const PICTURE = /^report\/([^/\\]+\.(?:png|svg))$/;

export async function startLiveServer(options: LiveServerOptions): Promise<LiveServer> {
  const { run, directory, script, interval = INTERVAL_MS } = options;
  const readers = new Set<Reader>();
  let updates: RenderedUpdate[] = [];
  let timer: NodeJS.Timeout | null = null;
  let working: Promise<unknown> = Promise.resolve();
  let ended = false;
  let wasRead = false;

  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, HEADERS);
      response.end();
    });
  });
  const address = await listen(server, options.address);
  const heartbeat = setInterval(() => {
    for (const reader of readers) if (!reader.congested) send(reader, ': still here\n\n');
  }, HEARTBEAT_MS);
  heartbeat.unref();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const guarded = guardRequest(request, address);
    if ('status' in guarded) {
      response.writeHead(guarded.status, { ...HEADERS, connection: 'close' }).end();
      return;
    }
    const { path } = guarded;
    if (path === '') return servePage(response);
    if (path === 'events') return serveEvents(response);
    const picture = PICTURE.exec(decodePath(path));
    const content = picture && (await readFile(join(directory, 'report', picture[1]!)).catch(() => null));
    if (!content) {
      response.writeHead(404, HEADERS).end();
      return;
    }
    const type = picture[1]!.endsWith('.svg') ? 'image/svg+xml' : 'image/png';
    // A picture that is opened by itself runs nothing either.
    response
      .writeHead(200, { ...HEADERS, 'content-type': type, 'content-security-policy': SANDBOX })
      .end(content);
  }

  async function servePage(response: ServerResponse): Promise<void> {
    const page = { ...(await options.page()), graphText: options.graphText };
    const html = renderRunPage(page, { script, now: Date.now(), live: true });
    response
      .writeHead(200, {
        ...HEADERS,
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': livePolicy(script),
      })
      .end(html);
  }

  function serveEvents(response: ServerResponse): void {
    if (readers.size >= MAX_READERS || ended) {
      response.writeHead(503, HEADERS).end();
      return;
    }
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
    const reader: Reader = { response, has: new Map(), congested: false };
    readers.add(reader);
    wasRead = true;
    response.on('close', () => readers.delete(reader));
    response.on('drain', () => {
      reader.congested = false;
      tell(reader);
    });
    send(reader, `retry: 2000\n${eventText({ event: 'run', data: { run, version: VERSION } })}`);
    changed();
  }

  function send(reader: Reader, text: string): void {
    if (!reader.response.write(text)) reader.congested = true;
  }

  function tell(reader: Reader): void {
    for (const { key, hash, text } of updates) {
      if (reader.congested) return;
      if (reader.has.get(key) === hash) continue;
      reader.has.set(key, hash);
      send(reader, text);
    }
  }

  /** The page that readers were told of; null if there is no reader, or if it can't be read: the next time, then. */
  async function update(): Promise<RunPage | null> {
    if (readers.size === 0) return null;
    const page = await options.page().catch(() => null);
    if (page === null) return null;
    updates = renderUpdates(page, Date.now());
    readers.forEach(tell);
    return page;
  }

  function changed(): void {
    if (timer !== null || ended) return;
    timer = setTimeout(() => {
      working = working.then(update).finally(() => {
        timer = null;
      });
    }, interval);
    timer.unref();
  }

  return {
    ...address,
    url: `http://127.0.0.1:${address.port}/${address.token}/`,
    changed,
    readers: () => readers.size,
    wasRead: () => wasRead,
    async end() {
      ended = true;
      if (timer !== null) clearTimeout(timer);
      clearInterval(heartbeat);
      await working;
      const page = await update();
      const status = page?.manifest.status ?? 'ended';
      for (const { response } of readers) response.end(eventText({ event: 'end', data: { status } }));
      await close(server);
    },
  };
}

/** Nothing of it is kept, shown in a frame, or read by another site. */
const HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

const SANDBOX = `default-src 'none'; style-src 'unsafe-inline'; sandbox`;

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

/** On loopback. If the port of before is taken, whoever has it may have seen the token: it is a new one then. */
async function listen(server: Server, before: LiveAddress | null): Promise<LiveAddress> {
  const tryPort = (port: number): Promise<boolean> =>
    new Promise((resolve, reject) => {
      const failed = (error: NodeJS.ErrnoException): void => {
        if (port !== 0 && (error.code === 'EADDRINUSE' || error.code === 'EACCES')) resolve(false);
        else reject(error);
      };
      server.once('error', failed);
      server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
        server.off('error', failed);
        resolve(true);
      });
    });
  if (before && (await tryPort(before.port))) return before;
  await tryPort(0);
  return { port: (server.address() as AddressInfo).port, token: newToken() };
}

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), CLOSING_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
