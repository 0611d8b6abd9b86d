/** Entry of an engine's thread: does what its host asks for, one thing after another. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Engine, EngineSession, PreparedProgram } from '../engine.js';
import { loadOrt } from '../onnxruntime/index.js';
import { EngineUnusable } from '../../engine-unusable.js';
import { StepFailed } from '../../step-failed.js';
import { makeQueue } from './in-turn.js';
import { movable, type Answer, type Question, type Said, type ThreadData } from './messages.js';

/** What threads run, by the engine's name: each is fetched from behind its own door, with its library. */
const engines: Readonly<Record<string, () => Promise<Engine>>> = {
  async onnx() {
    // It takes a while to load, and the host has data to read meanwhile. Where it is missing, `open` says so.
    void loadOrt().catch(() => undefined);
    return (await import('../onnx/index.js')).onnxEngine();
  },
  async tensorflow() {
    return (await import('../tensorflow/index.js')).tensorflowEngine();
  },
};

const host = parentPort!;
const name = (workerData as ThreadData).engine;
const engine = Promise.resolve().then(() => {
  const make = engines[name];
  if (!make) throw new Error(`there is no engine ${name} that runs in a thread`);
  return make();
});
// Whoever opens it hears of it.
engine.catch(() => undefined);
const programs = new Map<number, PreparedProgram>();
let session: EngineSession | undefined;

const say = (said: Said, back: ArrayBuffer[] = []) => host.postMessage(said, back);
const notice = (message: string) => say({ say: 'notice', message });

const opened = (): EngineSession => {
  if (!session) throw new Error('the engine was not opened');
  return session;
};

const programOf = (number: number): PreparedProgram => {
  const program = programs.get(number);
  if (!program) throw new Error(`there is no program ${number}`);
  return program;
};

async function answer(question: Question): Promise<Omit<Extract<Answer, { ok: true }>, 'ok'>> {
  switch (question.ask) {
    case 'open':
      session = await (
        await engine
      ).open({ threads: question.threads, precision: question.precision, notice });
      return {};
    case 'prepare':
      programs.set(question.program, await opened().prepare(question.step));
      return {};
    case 'run':
      return { results: await programOf(question.program).run(question.feeds) };
    case 'dispose':
      await programOf(question.program).dispose();
      programs.delete(question.program);
      return {};
    case 'write':
      await opened().write(question.state);
      return {};
    case 'read':
      return { state: await opened().read() };
    case 'close':
      await opened().close();
      return {};
  }
}

async function reply(question: Question): Promise<void> {
  const feeds = question.ask === 'run' ? { feeds: question.feeds } : {};
  const back = feeds.feeds ? movable(feeds.feeds) : [];
  let given: Answer;
  try {
    given = { ok: true, ...(await answer(question)), ...feeds };
  } catch (error) {
    const step = error instanceof StepFailed ? { scope: error.scope, outOfMemory: error.outOfMemory } : null;
    const unusable = error instanceof EngineUnusable;
    given = { ok: false, error, unusable, ...(step ? { step } : {}), ...feeds };
  }
  try {
    say({ say: 'answer', answer: given }, back);
  } catch (error) {
    // An answer that can't travel, such as an error with a function in it. The host waits for one all the same.
    say(
      {
        say: 'answer',
        answer: { ok: false, error: new Error(String(given.ok ? error : given.error)), ...feeds },
      },
      back,
    );
  }
}

const queue = makeQueue();
host.on('message', (question: Question) => void queue(() => reply(question)));
