/** Entry point of an engine thread: handles the host's requests one at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Engine, EngineSession, PreparedProgram } from '../engine.js';
import { loadOrt } from '../onnxruntime/index.js';
import { EngineUnavailableError } from '../../engine-errors/index.js';
import { StepError } from '../../engine-errors/index.js';
import { createCallQueue } from './call-queue.js';
import {
  transferableBuffers,
  type ThreadResponse,
  type ThreadRequest,
  type ThreadMessage,
  type EngineThreadData,
} from './messages.js';

/** Engines by name, each imported lazily with its library. */
const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  async onnx() {
    // Preload onnxruntime while the host reads data; `open` reports a failure.
    void loadOrt().catch(() => undefined);
    return (await import('../onnx/index.js')).onnxEngine();
  },
  async onednn() {
    return (await import('../onednn/index.js')).onednnEngine();
  },
  async tensorflow() {
    return (await import('../tensorflow/index.js')).tensorflowEngine();
  },
};

const host = parentPort!;
const name = (workerData as EngineThreadData).engine;
const engine = Promise.resolve().then(() => {
  const make = engines[name];
  if (!make) throw new Error(`there is no engine ${name} that runs in a thread`);
  return make();
});
// The rejection is reported by `open`.
engine.catch(() => undefined);
const programs = new Map<number, PreparedProgram>();
let session: EngineSession | undefined;

const postToHost = (message: ThreadMessage, transfer: ArrayBuffer[] = []) =>
  host.postMessage(message, transfer);
const notice = (message: string) => postToHost({ say: 'notice', message });

const openedSession = (): EngineSession => {
  if (!session) throw new Error('the engine was not opened');
  return session;
};

const programOf = (number: number): PreparedProgram => {
  const program = programs.get(number);
  if (!program) throw new Error(`there is no program ${number}`);
  return program;
};

async function handleRequest(
  request: ThreadRequest,
): Promise<Omit<Extract<ThreadResponse, { ok: true }>, 'ok'>> {
  switch (request.ask) {
    case 'open':
      session = await (await engine).open({ threads: request.threads, precision: request.precision, notice });
      return {};
    case 'prepare':
      programs.set(request.program, await openedSession().prepare(request.step));
      return {};
    case 'run': {
      const begun = performance.now();
      const results = await programOf(request.program).run(request.feeds);
      return { results, seconds: (performance.now() - begun) / 1000 };
    }
    case 'dispose':
      await programOf(request.program).dispose();
      programs.delete(request.program);
      return {};
    case 'write':
      await openedSession().write(request.state);
      return {};
    case 'read':
      return { state: await openedSession().read() };
    case 'close':
      await openedSession().close();
      return {};
  }
}

async function handleAndReply(request: ThreadRequest): Promise<void> {
  const feeds = request.ask === 'run' ? { feeds: request.feeds } : {};
  const transfer = feeds.feeds ? transferableBuffers(feeds.feeds) : [];
  let response: ThreadResponse;
  try {
    response = { ok: true, ...(await handleRequest(request)), ...feeds };
  } catch (error) {
    const step = error instanceof StepError ? { scope: error.scope, outOfMemory: error.outOfMemory } : null;
    const unusable = error instanceof EngineUnavailableError;
    response = { ok: false, error, unusable, ...(step ? { step } : {}), ...feeds };
  }
  try {
    postToHost({ say: 'answer', answer: response }, transfer);
  } catch (error) {
    // The response could not be cloned (e.g. an error with a function in it): send a plain error, since the host
    // awaits one.
    postToHost(
      {
        say: 'answer',
        answer: { ok: false, error: new Error(String(response.ok ? error : response.error)), ...feeds },
      },
      transfer,
    );
  }
}

const queue = createCallQueue();
host.on('message', (question: ThreadRequest) => void queue(() => handleAndReply(question)));
