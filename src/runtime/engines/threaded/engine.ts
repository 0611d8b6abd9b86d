/**
 * An engine in a worker thread. onnxruntime-node computes in the calling thread and blocks it; in a worker, the
 * caller prepares the next batch meanwhile (prefetching).
 *
 * Where the engine saturates all cores no gain was measured, but no loss beyond the noise either, so all phases
 * compute this way. On two cores, milliseconds per step in the caller's thread and in a worker were 0.97 and 0.98 for
 * a linker, 28.6 and 28.9 for an MNIST classifier, 132 and 134 for a SIGNS classifier with augmentation; computed
 * with one thread 1.12 and 1.01, 60.5 and 55.3, 248 and 251. (Minimum over four alternating runs each of the median,
 * on a machine with other load: runs of the same kind differed by up to 70 %.)
 */
import { Worker } from 'node:worker_threads';
import type { Engine, EngineSession, StepFeeds, PreparedProgram } from '../engine.js';
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

// The relative path is the same in src/ and in the bundles.
const THREAD_ENTRY = new URL('../threaded/thread.js', import.meta.url);

interface EngineThread {
  request(question: ThreadRequest): Promise<SuccessResponse>;
  /** Sets the receiver of the engine's notices. */
  onNotice(notice: ((message: string) => void) | undefined): void;
  terminate(): Promise<void>;
}

function errorFromResponse({ error, step, unusable }: Extract<ThreadResponse, { ok: false }>): unknown {
  if (unusable && error instanceof Error) return new EngineUnavailableError(error.message, { cause: error });
  if (!step || !(error instanceof Error)) return error;
  const stepError = new StepError(error.message, step.scope, step.outOfMemory, { cause: error.cause });
  return Object.assign(stepError, { stack: error.stack });
}

function startThread(entry: URL, engineName: string): EngineThread {
  const data: EngineThreadData = { engine: engineName };
  const worker = new Worker(entry, { workerData: data });
  worker.unref();
  const pendingRequests: {
    feeds?: StepFeeds;
    resolve(response: SuccessResponse): void;
    reject(error: unknown): void;
  }[] = [];
  let failure: Error | null = null;
  let notice: ((message: string) => void) | undefined;

  const failAll = (error: Error) => {
    failure ??= error;
    for (const { reject } of pendingRequests.splice(0)) reject(failure);
    void worker.terminate();
  };
  worker.on('error', (error) =>
    failAll(new Error(`The engine's thread failed: ${error.message}`, { cause: error })),
  );
  worker.on('exit', (code) => failAll(new Error(`The engine's thread ended early (code ${code}).`)));
  worker.on('messageerror', (error) => failAll(error));
  worker.on('message', (message: ThreadMessage) => {
    if (message.say === 'notice') return notice?.(message.message);
    const { answer } = message;
    const pending = pendingRequests.shift();
    // All requests were rejected when the thread terminated.
    if (!pending) return;
    const { feeds, resolve, reject } = pending;
    if (pendingRequests.length === 0) worker.unref();
    // Return the transferred buffers to the caller's feeds.
    if (feeds && answer.feeds) Object.assign(feeds, answer.feeds);
    if (answer.ok) resolve(answer);
    else reject(errorFromResponse(answer));
  });

  return {
    request: (threadRequest) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        const feeds = threadRequest.ask === 'run' ? threadRequest.feeds : undefined;
        worker.postMessage(threadRequest, feeds ? transferableBuffers(feeds) : []);
        worker.ref();
        pendingRequests.push({ feeds, resolve, reject });
      }),
    onNotice: (receiver) => void (notice = receiver),
    async terminate() {
      failure ??= new Error('The engine was closed.');
      await worker.terminate();
    },
  };
}

function sessionInThread(thread: EngineThread): EngineSession {
  let programs = 0;
  let secondsInSteps = 0;
  return {
    async prepare(step): Promise<PreparedProgram> {
      const program = programs++;
      await thread.request({ ask: 'prepare', program, step });
      return {
        async run(feeds) {
          const { results, seconds } = await thread.request({ ask: 'run', program, feeds });
          secondsInSteps += seconds!;
          return results!;
        },
        dispose: async () => void (await thread.request({ ask: 'dispose', program })),
      };
    },
    write: async (state) => void (await thread.request({ ask: 'write', state })),
    read: async () => (await thread.request({ ask: 'read' })).state!,
    secondsInSteps: () => secondsInSteps,
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
 * Runs an engine without options (`onnxEngine()`, `tensorflowEngine()`) with each session in a worker thread.
 *
 * @param facts properties of the engine, whose name selects it in the thread
 * @param threadEntry entry point of the threads
 */
export function threadedEngine(facts: Omit<Engine, 'open' | 'warm'>, threadEntry = THREAD_ENTRY): Engine {
  /** A thread started by `warm`. */
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
