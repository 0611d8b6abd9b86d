/** The port and the token of a live page, kept so that a run that is started again is found at the same address. */
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, writeFileAtomically } from '../runtime/index.js';

export interface LiveAddress {
  port: number;
  token: string;
}

const TOKEN_BYTES = 24;

export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** The file of what is watched, such as a graph's path: in the store, readable by its owner alone. */
export function addressFile(store: string, watched: string): string {
  const name = createHash('sha256').update(watched).digest('hex').slice(0, 32);
  return join(store, 'live', `${name}.json`);
}

/** Null if there is none that can be used. */
export async function readAddress(path: string): Promise<LiveAddress | null> {
  try {
    const { port, token } = JSON.parse(await readFile(path, 'utf8')) as Partial<LiveAddress>;
    const isPort = Number.isInteger(port) && port! > 0 && port! < 65536;
    const isToken = typeof token === 'string' && Buffer.from(token, 'base64url').length >= TOKEN_BYTES;
    return isPort && isToken ? { port: port!, token } : null;
  } catch {
    return null;
  }
}

export async function saveAddress(path: string, { port, token }: LiveAddress): Promise<void> {
  await makeDirectory(join(path, '..'), null);
  await writeFileAtomically(path, `${JSON.stringify({ port, token })}\n`, { mode: 0o600 });
}
