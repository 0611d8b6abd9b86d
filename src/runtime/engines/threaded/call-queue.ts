import type { Engine, EngineSession } from '../engine.js';

/** Calls one after another, in the order in which they were asked for; each begins when those before it have ended. */
export function createCallQueue() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(call: () => Promise<T>): Promise<T> => {
    const result = last.then(call);
    last = result.catch(() => undefined);
    return result;
  };
}

function sessionWithCallQueue(session: EngineSession): EngineSession {
  const queue = createCallQueue();
  return {
    prepare: (program) =>
      queue(async () => {
        const { run, dispose } = await session.prepare(program);
        return { run: (feeds) => queue(() => run(feeds)), dispose: () => queue(dispose) };
      }),
    write: (state) => queue(() => session.write(state)),
    read: () => queue(() => session.read()),
    close: () => queue(() => session.close()),
  };
}

/** An engine that can be asked for a step before the step before is done. It computes in the thread of its caller. */
export function withCallQueue(engine: Engine): Engine {
  return { ...engine, open: async (options) => sessionWithCallQueue(await engine.open(options)) };
}
