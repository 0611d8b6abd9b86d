/** Heartbeats by modification time, for processes on other hosts or in other PID namespaces. */
import { open, stat, utimes } from 'node:fs/promises';

/** Such a process counts as dead after this time without a heartbeat. */
export const DEAD_AFTER_MS = 5 * 60_000;

const HEARTBEAT_INTERVAL_MS = 30_000;

/** Set a file's modification time to this machine's clock. */
export async function touchFile(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now);
}

/**
 * The same by rewriting the first byte, so that the file server's clock sets the time: clocks of machines that share
 * a store differ. On a full disk the write may fail; this machine's clock is used then.
 */
export async function touchByWriting(path: string): Promise<void> {
  try {
    const file = await open(path, 'r+');
    try {
      await file.write('.', 0);
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') await touchFile(path);
  }
}

/** Starts a heartbeat on a file; the function that is returned stops it. */
export function startHeartbeat(path: string, beat: (path: string) => Promise<void> = touchFile): () => void {
  const timer = setInterval(() => void beat(path).catch(() => undefined), HEARTBEAT_INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Modification time of a file; null if it does not exist. */
export async function lastHeartbeat(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
