/**
 * An engine in a thread of its own. onnxruntime-node computes in the thread that calls it, so that nothing else goes on
 * there meanwhile; with the engine elsewhere, this thread makes the next batch.
 *
 * Where the engine keeps all cores busy no gain was seen, but no loss beyond the noise either, so that all phases compute
 * this way. On two cores, milliseconds a step in the caller's thread and in one of its own were 0.97 and 0.98 for a
 * linker, 28.6 and 28.9 for an MNIST classifier, 132 and 134 for a SIGNS classifier with augmentation; computed with one
 * thread 1.12 and 1.01, 60.5 and 55.3, 248 and 251. (Least median of four turns each, on a machine with other work: turns
 * of the same kind differed by up to 70 %.)
 */
import { Worker } from 'node:worker_threads';
import type { Engine, EngineSession, Feeds, PreparedProgram } from '../engine.js';
import { EngineUnavailableError } from '../../engine-errors/index.js';
import { StepError } from '../../engine-errors/index.js';
import {
  transferableBuffers,
  type ThreadResponse,
  type ThreadRequest,
  type ThreadMessage,
  type EngineThreadData,
} from './messages.js';

type SuccessResponse = Extract<ThreadResponse, { ok: true }>;

// One folder down in the sources and in the bundles, so that the one path fits both.
const THREAD_ENTRY = new URL('../threaded/thread.js', import.meta.url);

interface EngineThread {
  request(question: ThreadRequest): Promise<SuccessResponse>;
  /** Who hears what the engine has to say. */
  onNotice(notice: ((message: string) => void) | undefined): void;
  terminate(): Promise<void>;
}

function errorFromResponse({ error, step, unusable }: Extract<ThreadResponse, { ok: false }>): unknown {
  if (unusable && error instanceof Error) return new EngineUnavailableError(error.message, { cause: error });
  if (!step || !(error instanceof Error)) return error;
  const made = new StepError(error.message, step.scope, step.outOfMemory, { cause: error.cause });
  return Object.assign(made, { stack: error.stack });
}

function startThread(entry: URL, engineName: string): EngineThread {
  const data: EngineThreadData = { engine: engineName };
  const worker = new Worker(entry, { workerData: data });
  worker.unref();
  const waiting: { feeds?: Feeds; resolve(given: SuccessResponse): void; reject(error: unknown): void }[] =
    [];
  let dead: Error | null = null;
  let notice: ((message: string) => void) | undefined;

  const die = (error: Error) => {
    dead ??= error;
    for (const { reject } of waiting.splice(0)) reject(dead);
    void worker.terminate();
  };
  worker.on('error', (error) =>
    die(new Error(`The engine's thread failed: ${error.message}`, { cause: error })),
  );
  worker.on('exit', (code) => die(new Error(`The engine's thread ended early (code ${code}).`)));
  worker.on('messageerror', (error) => die(error));
  worker.on('message', (said: ThreadMessage) => {
    if (said.say === 'notice') return notice?.(said.message);
    const { answer } = said;
    const asked = waiting.shift();
    // What was asked has been refused when the thread was given up.
    if (!asked) return;
    const { feeds, resolve, reject } = asked;
    if (waiting.length === 0) worker.unref();
    // The caller finds arrays that can be written again where it left those that were lent.
    if (feeds && answer.feeds) Object.assign(feeds, answer.feeds);
    if (answer.ok) resolve(answer);
    else reject(errorFromResponse(answer));
  });

  return {
    request: (question) =>
      new Promise((resolve, reject) => {
        if (dead) return reject(dead);
        const feeds = question.ask === 'run' ? question.feeds : undefined;
        worker.postMessage(question, feeds ? transferableBuffers(feeds) : []);
        worker.ref();
        waiting.push({ feeds, resolve, reject });
      }),
    onNotice: (by) => void (notice = by),
    async terminate() {
      dead ??= new Error('The engine was closed.');
      await worker.terminate();
    },
  };
}

function sessionInThread(thread: EngineThread): EngineSession {
  let programs = 0;
  return {
    async prepare(step): Promise<PreparedProgram> {
      const program = programs++;
      await thread.request({ ask: 'prepare', program, step });
      return {
        run: async (feeds) => (await thread.request({ ask: 'run', program, feeds })).results!,
        dispose: async () => void (await thread.request({ ask: 'dispose', program })),
      };
    },
    write: async (state) => void (await thread.request({ ask: 'write', state })),
    read: async () => (await thread.request({ ask: 'read' })).state!,
    async close() {
      try {
        await thread.request({ ask: 'close' });
      } finally {
        await thread.terminate();
      }
    },
  };
}

/**
 * An engine without options (`onnxEngine()`, `tensorflowEngine()`), each session in a thread of its own.
 *
 * @param facts what the engine is; threads find it by its name
 * @param threadEntry what the threads run
 */
export function threadedEngine(facts: Omit<Engine, 'open' | 'warm'>, threadEntry = THREAD_ENTRY): Engine {
  /** A thread that was started ahead. */
  let started: EngineThread | null = null;
  return {
    name: facts.name,
    version: facts.version,
    device: facts.device,
    multithreaded: facts.multithreaded,
    precisions: facts.precisions,
    numerics: facts.numerics,
    warm: () => void (started ??= startThread(threadEntry, facts.name)),
    async open(options) {
      const thread = started ?? startThread(threadEntry, facts.name);
      started = null;
      try {
        thread.onNotice(options.notice);
        const { threads, precision } = options;
        await thread.request({ ask: 'open', threads, ...(precision ? { precision } : {}) });
      } catch (error) {
        await thread.terminate();
        throw error;
      }
      return sessionInThread(thread);
    },
  };
}
