/** A server of a live page over a run that is only a folder. */
import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLiveServer, type LiveServer, type LiveServerOptions } from '../../src/live/index.js';
import type { RunPage } from '../../src/page/index.js';
import { samplePage } from '../page/sample-page.js';

export interface Served {
  server: LiveServer;
  folder: string;
  /** What the next readings give. */
  page: { current: RunPage };
  close(): Promise<void>;
}

export async function servePage(options: Partial<LiveServerOptions> = {}): Promise<Served> {
  const folder = await mkdtemp(join(tmpdir(), 'lagraph-live-'));
  await mkdir(join(folder, 'report'));
  const page = { current: samplePage() };
  const server = await startLiveServer({
    run: page.current.manifest.run,
    directory: folder,
    page: () => Promise.resolve(page.current),
    graphText: null,
    script: 'void 0;',
    address: null,
    interval: 10,
    ...options,
  });
  let closed = false;
  return {
    server,
    folder,
    page,
    async close() {
      if (closed) return;
      closed = true;
      await server.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** A request with headers as they are given, also those that a browser would not let a page set. */
export function ask(
  { port, token }: Pick<LiveServer, 'port' | 'token'>,
  path = '',
  {
    headers = {},
    method = 'GET',
    raw = false,
  }: { headers?: Record<string, string>; method?: string; raw?: boolean } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path: raw ? path : `/${token}/${path}`,
        method,
        headers: { host: `127.0.0.1:${port}`, ...headers },
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => (body += text));
        response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}
