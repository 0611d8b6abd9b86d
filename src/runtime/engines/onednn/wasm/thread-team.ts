/**
 * Threads that compute parts of loops in WebAssembly, as OpenMP's do for oneDNN's primitives. They wait in the kernel
 * between loops, so that they take no core from OpenMP's; the thread that asks waits actively, since parts are short.
 */
import { Worker } from 'node:worker_threads';
import { compiledModule, instantiate, type WasmMemory } from './web-assembly.js';

/** A loop's arguments for each thread, the asking one's first. */
export type Parts = readonly (readonly number[])[];

export interface ThreadTeam {
  readonly threads: number;
  /** Makes a function that runs a module's loop in parts, one for each thread or fewer. */
  loop(code: Uint8Array, parts: Parts): () => void;
  close(): Promise<void>;
}

/** Numbers of the words that a thread and its asker share. */
const ASKED = 0;
const DONE = 1;
const LOOP = 2;
const COUNT = 3;
const ARGUMENTS = 4;
const WORDS = 256;

/** A part takes a few milliseconds; this is some ten seconds. */
const MOST_TRIES = 2e9;

/**
 * The program of a thread, as text: so it is the same from sources and from bundles, and needs no file beside them. Modules
 * come as messages, which it takes when it is asked for a loop.
 */
const THREAD_PROGRAM = `
const { parentPort, receiveMessageOnPort, workerData } = require('node:worker_threads');
const words = new Int32Array(workerData.control);
const imports = { env: { memory: workerData.memory } };
const loops = [];
for (let asked = 0; ; ) {
  Atomics.wait(words, ${ASKED}, asked);
  const now = Atomics.load(words, ${ASKED});
  if (now === asked) continue;
  asked = now;
  if (words[${LOOP}] < 0) break;
  for (let sent; (sent = receiveMessageOnPort(parentPort)); ) {
    loops[sent.message.loop] = new WebAssembly.Instance(sent.message.module, imports).exports.run;
  }
  loops[words[${LOOP}]](...words.subarray(${ARGUMENTS}, ${ARGUMENTS} + words[${COUNT}]));
  Atomics.store(words, ${DONE}, asked);
}
`;

export function openThreadTeam(memory: WasmMemory, threads: number): ThreadTeam {
  const members = Array.from({ length: threads - 1 }, () => {
    const control = new SharedArrayBuffer(WORDS * 4);
    const worker = new Worker(THREAD_PROGRAM, { eval: true, workerData: { control, memory } });
    // It must keep no process alive; an error in it would leave its asker waiting.
    worker.unref();
    worker.on('error', (error) => {
      throw error;
    });
    return { worker, words: new Int32Array(control), asked: 0 };
  });
  const loops = new Map<Uint8Array, number>();

  return {
    threads,
    loop(code, parts) {
      const own = instantiate(code, memory);
      const [first = [], ...others] = parts;
      const known = loops.get(code);
      const number = known ?? loops.size;
      if (known === undefined && others.length > 0) {
        loops.set(code, number);
        for (const { worker } of members) worker.postMessage({ loop: number, module: compiledModule(code) });
      }
      return () => {
        others.forEach((part, at) => {
          const { words } = members[at]!;
          words[LOOP] = number;
          words[COUNT] = part.length;
          words.set(part, ARGUMENTS);
          members[at]!.asked = (Atomics.add(words, ASKED, 1) + 1) | 0;
          Atomics.notify(words, ASKED);
        });
        own(...first);
        others.forEach((_, at) => {
          const { words, asked } = members[at]!;
          for (let tries = 0; Atomics.load(words, DONE) !== asked; tries++) {
            if (tries > MOST_TRIES) throw new Error('a thread that computes a part of a loop has ended');
          }
        });
      };
    },
    async close() {
      for (const { words } of members) {
        words[LOOP] = -1;
        Atomics.add(words, ASKED, 1);
        Atomics.notify(words, ASKED);
      }
      await Promise.all(members.map(({ worker }) => worker.terminate()));
    },
  };
}
