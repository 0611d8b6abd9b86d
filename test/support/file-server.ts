import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FileServer extends AsyncDisposable {
  url: string;
  /** The requests so far: the path, and the range if one was asked for. */
  requests: { path: string; range: string | undefined }[];
}

/**
 * A server that answers any request with a file, or the part of it that is asked for; or with the first bytes of a file
 * that has `length` bytes.
 */
export async function serveFile(file: () => Buffer, length?: number): Promise<FileServer> {
  const requests: FileServer['requests'] = [];
  const server = createServer((request, response) => {
    const { range } = request.headers;
    requests.push({ path: request.url!, range });
    const bytes = file();
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    if (range !== undefined && length === undefined)
      response.writeHead(206, {
        'content-length': bytes.length - from,
        'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      });
    else response.writeHead(200, { 'content-length': length ?? bytes.length });
    response.write(bytes.subarray(length === undefined ? from : 0));
    if (length === undefined) response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
