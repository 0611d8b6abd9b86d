/** The lines that are added to a file, read as they come. */
import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';

const CHUNK = 256 * 1024;
/** A line longer than this is none of ours. */
const MAX_LINE = 1_000_000;

export interface FileTail {
  /** Reads on to the end; a file that has become shorter is read from its beginning, after `restarted`. */
  read(): Promise<void>;
}

export function tailFile(path: string, onLine: (line: string) => void, restarted: () => void): FileTail {
  let at = 0;
  let inode: number | null = null;
  let rest = '';
  let decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(CHUNK);

  const take = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    if (rest.length > MAX_LINE) rest = '';
    lines.forEach(onLine);
  };

  return {
    async read() {
      const file = await open(path, 'r').catch(() => null);
      if (!file) return;
      try {
        const { size, ino } = await file.stat();
        // It is written anew when the run ends.
        if (size < at || (inode !== null && ino !== inode)) {
          at = 0;
          rest = '';
          decoder = new StringDecoder('utf8');
          restarted();
        }
        inode = ino;
        for (;;) {
          const { bytesRead } = await file.read(buffer, 0, CHUNK, at);
          if (bytesRead === 0) return;
          at += bytesRead;
          take(decoder.write(buffer.subarray(0, bytesRead)));
        }
      } finally {
        await file.close();
      }
    },
  };
}
