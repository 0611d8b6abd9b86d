/**
 * `output.log`: what libraries write to the standard output and error of the processes that do a run's jobs, a line
 * with the job's name before it each. TensorFlow tells there what devices it found and what it makes of them. There is
 * no such file where nothing was written.
 */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

/** Hears what a process writes, piece by piece; null when it has ended. */
export type Listener = (piece: Buffer | null) => void;

export interface OutputLog {
  listen(job: string): Listener;
  /** Wait for the disk. */
  settle(): Promise<void>;
}

/** A library that writes on and on must not fill the disk: a job is heard up to so many bytes. */
const MOST = 2 ** 20;

/** Calls `tell` with each whole line, and at last with what remains. */
export function byLine(tell: (lines: string[]) => void): Listener {
  const decoder = new StringDecoder('utf8');
  let begun = '';
  let left = MOST;
  return (piece) => {
    if (piece === null) {
      const last = begun + decoder.end();
      begun = '';
      if (last !== '') tell([last]);
      return;
    }
    if (left <= 0) return;
    const lines = (begun + decoder.write(piece)).split(/\r?\n/);
    begun = lines.pop()!;
    left -= piece.length;
    if (left <= 0) {
      lines.push(`${begun} [...] (it wrote more than ${MOST} bytes; the rest is not kept)`);
      begun = '';
    }
    if (lines.length > 0) tell(lines);
  };
}

export function makeOutputLog(directory: string): OutputLog {
  const path = join(directory, 'output.log');
  let writing: Promise<unknown> = Promise.resolve();
  return {
    listen: (job) =>
      byLine((lines) => {
        const text = lines.map((line) => `${job}: ${line}\n`).join('');
        writing = writing.then(() => appendFile(path, text)).catch(() => undefined);
      }),
    async settle() {
      await writing;
    },
  };
}
