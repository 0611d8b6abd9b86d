import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Aborts as soon as a file has so many bytes, however long that takes. */
export async function abortWhenFileHas(path: string, bytes: number, stop: AbortController): Promise<void> {
  const size = async () => (await stat(path).catch(() => null))?.size ?? 0;
  while ((await size()) < bytes) await sleep(10);
  stop.abort();
}
