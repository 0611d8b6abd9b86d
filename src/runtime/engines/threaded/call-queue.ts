import type { Engine, EngineSession } from '../engine.js';

/** Runs calls strictly one after another, in order of arrival. */
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
  let secondsInSteps = 0;
  return {
    prepare: (program) =>
      queue(async () => {
        const { run, dispose } = await session.prepare(program);
        const timed: typeof run = async (feeds) => {
          const begun = performance.now();
          const results = await run(feeds);
          secondsInSteps += (performance.now() - begun) / 1000;
          return results;
        };
        return { run: (feeds) => queue(() => timed(feeds)), dispose: () => queue(dispose) };
      }),
    write: (state) => queue(() => session.write(state)),
    read: () => queue(() => session.read()),
    secondsInSteps: () => secondsInSteps,
    close: () => queue(() => session.close()),
  };
}

/**
 * An engine whose calls are queued, so that a step may be requested before the previous one ends. Runs in the
 * caller's thread.
 */
export function withCallQueue(engine: Engine): Engine {
  return { ...engine, open: async (options) => sessionWithCallQueue(await engine.open(options)) };
}
