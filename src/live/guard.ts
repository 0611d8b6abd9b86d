/** Who may read a live page: programs of this machine that know its token, and pages that it served itself. */
import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { LiveAddress } from './address-file.js';

/** The addresses under which a browser on this machine reaches the server. */
const hostsOf = (port: number): string[] => [`127.0.0.1:${port}`, `localhost:${port}`];

/** The path behind the token; or the status with which the request is refused. */
export function guardRequest(
  { method, url = '', headers }: { method?: string; url?: string; headers: IncomingHttpHeaders },
  { port, token }: LiveAddress,
): { path: string } | { status: 403 | 404 | 405 } {
  const hosts = hostsOf(port);
  // A name that another machine has pointed at this one (DNS rebinding) stands in `Host`.
  if (!hosts.includes(headers.host ?? '')) return { status: 403 };
  const { origin } = headers;
  if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`)) return { status: 403 };
  // Set by the browser: `none` where the user opened it, `same-site` for pages of other ports.
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'none' && site !== 'same-origin') return { status: 403 };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405 };
  const [, given = '', ...rest] = url.split(/[?#]/, 1)[0]!.split('/');
  if (!isSame(given, token) || rest.length === 0) return { status: 404 };
  return { path: rest.join('/') };
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
