/** A file's time is how a process shows to those who can't ask for it that it lives. */
import { open, stat, utimes } from 'node:fs/promises';

/** A process that can't be asked counts as dead after this long without a beat. */
export const DEAD_AFTER_MS = 5 * 60_000;

const HEARTBEAT_INTERVAL_MS = 30_000;

/** Give a file the time of now, by this machine's clock. */
export async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now);
}

/**
 * The same by writing a dot at the file's beginning, so that it is the time of whatever holds the file: clocks of
 * machines that share a store differ. A disk that is full takes no byte; then this machine's clock must do.
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
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') await touch(path);
  }
}

/** Keeps a file's time fresh until the function that it returns is called. */
export function startHeartbeat(path: string, beat: (path: string) => Promise<void> = touch): () => void {
  const timer = setInterval(() => void beat(path).catch(() => undefined), HEARTBEAT_INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** When a file was last touched; null if there is none. */
export async function lastHeartbeat(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
