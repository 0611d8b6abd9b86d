import { statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on this machine that answers as told, and remembers what it was asked. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, nth: number) => void,
) {
  const asked: { range?: string; ifRange?: string }[] = [];
  const server: Server = createServer((request, response) => {
    const { range, 'if-range': ifRange } = request.headers;
    asked.push({ range, ifRange: ifRange as string | undefined });
    answer(request, response, asked.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.bin`,
    asked,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * Send the file, or the asked-for rest of it, as a good server does; with `until`, cut off there, as soon as so much of it
 * lies in `part`.
 */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  file: Uint8Array,
  { until = file.length, part = '', etag = '"one"' } = {},
) {
  const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const condition = request.headers['if-range'];
  const start = from !== undefined && (condition === undefined || condition === etag) ? Number(from) : 0;
  response.writeHead(start > 0 ? 206 : 200, {
    etag,
    'content-length': file.length - start,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` } : {}),
  });
  if (until >= file.length) return response.end(file.subarray(start));
  response.write(file.subarray(start, until));
  const cut = setInterval(() => {
    if ((statSync(part, { throwIfNoEntry: false })?.size ?? 0) < until) return;
    clearInterval(cut);
    response.destroy();
  }, 5);
  response.on('close', () => clearInterval(cut));
  return response;
}
