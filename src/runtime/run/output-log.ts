/**
 * `output.log`: what libraries write to standard output and error of the job processes, each line prefixed with the
 * job's name (TensorFlow reports its devices there). The file exists only if something was written.
 */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';

/** Receives the chunks that a process writes; null when it has ended. */
export type OutputListener = (piece: Buffer | null) => void;

export interface OutputLog {
  listen(job: string): OutputListener;
  /** Waits for pending writes. */
  flush(): Promise<void>;
}

/** Limit of logged bytes per job. */
const MAX_BYTES_PER_JOB = 2 ** 20;

/** Calls `tell` with the complete lines, and at the end with the remainder. */
export function lineSplitter(tell: (lines: string[]) => void): OutputListener {
  const decoder = new StringDecoder('utf8');
  let begun = '';
  let left = MAX_BYTES_PER_JOB;
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
      lines.push(`${begun} [...] (it wrote more than ${MAX_BYTES_PER_JOB} bytes; the rest is not kept)`);
      begun = '';
    }
    if (lines.length > 0) tell(lines);
  };
}

export function createOutputLog(directory: string): OutputLog {
  const path = join(directory, 'output.log');
  let writing: Promise<unknown> = Promise.resolve();
  return {
    listen: (job) =>
      lineSplitter((lines) => {
        const text = lines.map((line) => `${job}: ${line}\n`).join('');
        writing = writing.then(() => appendFile(path, text)).catch(() => undefined);
      }),
    async flush() {
      await writing;
    },
  };
}
