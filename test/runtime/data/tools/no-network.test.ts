/** A machine without a network must fail soon: real connections that nobody answers. */
import { createServer, type AddressInfo } from 'node:net';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RETRY_POLICY } from '../../../../src/runtime/download/index.js';
import { sourceTools } from '../../../../src/runtime/data/tools/index.js';
import { emptyFolder } from './temporary-folder.js';
import { serve } from './local-http-server.js';

const folder = emptyFolder();

/** The error message after lagraph's own timeouts. */
const problem = async (...urls: string[]): Promise<string> => {
  const tools = sourceTools({ cache: folder.path('cache') }, undefined, () => undefined);
  const error = await tools
    .file({ names: ['file.bin'], urls, sha256: 'none' })
    .catch((one: unknown) => one as Error);
  return (error as Error).message;
};

/** A port of this machine on which nothing listens. */
async function closedPort(): Promise<number> {
  const { url, close } = await serve(() => undefined);
  await close();
  return Number(new URL(url).port);
}

describe('a download without a network', () => {
  it('is not tried again where connections are refused', async () => {
    const port = await closedPort();
    const urls = [`http://127.0.0.1:${port}/a`, `http://localhost:${port}/b`];
    const said = await problem(...urls);
    for (const url of urls) expect(said).toContain(`  - ${url}: the server refuses connections\n`);
  });

  it(
    'is not tried again where the name is not known',
    { timeout: 3 * DEFAULT_RETRY_POLICY.responseTimeout },
    async () => {
      // RFC 6761 reserves `.invalid` for names that never exist. Without a resolver there may be no answer at all.
      const url = 'http://lagraph.invalid/file.bin';
      expect(await problem(url)).toMatch(
        /lagraph\.invalid\/file\.bin: (the address (is not known|can not be looked up) \(is there a network\?\)|no answer in time)\n/,
      );
    },
  );

  it(
    'waits once for one that takes the connection and says nothing',
    { timeout: 3 * DEFAULT_RETRY_POLICY.responseTimeout },
    async () => {
      let requests = 0;
      const server = createServer((socket) =>
        socket.on('data', () => requests++).on('error', () => undefined),
      );
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.bin`;
      const said = await problem(url);
      server.close();
      expect(said).toContain(`  - ${url}: no answer in time\n`);
      expect(requests).toBe(1);
    },
  );

  it('leaves nothing in the cache', async () => {
    await problem(`http://127.0.0.1:${await closedPort()}/a`);
    expect(await readdir(folder.path('cache'))).toEqual([]);
  });

  it('costs a few seconds at most, however many addresses there are', () => {
    // Each address that does not answer halves the timeout of the next.
    expect(2 * DEFAULT_RETRY_POLICY.responseTimeout).toBeLessThanOrEqual(10_000);
  });
});
