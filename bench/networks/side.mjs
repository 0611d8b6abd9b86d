/** A process that times steps of networks, and that is started anew when a network brings it down. */
import { startSide } from '../benchmark-process.mjs';
import { ProgramFailed } from '../errors.mjs';
import { here } from '../paths.mjs';
import { median } from '../statistics.mjs';

/** @param start starts the process, as `startSide` does */
async function sturdySide(name, start) {
  let process = await start();
  const ask = async (request) => {
    try {
      return await process.ask(request);
    } catch (error) {
      if (!(error instanceof ProgramFailed)) throw error;
      process = await start();
      return { failed: error.message };
    }
  };
  return {
    name,
    hello: process.hello,
    /** What the process knows of the network, or `{failed}`. */
    open: (task, text) => ask({ ask: 'open', task, text }),
    /** `{ms}`, the median milliseconds of a step, or `{failed}`. */
    async time(steps, warmup) {
      const answer = await ask({ ask: 'time', steps, warmup });
      return answer.ms ? { ms: median(answer.ms) } : answer;
    },
    close: () => ask({ ask: 'close' }),
    end: () => process.end(),
  };
}

export const ownSide = (engine, threads) =>
  sturdySide(engine, () =>
    startSide(engine, process.execPath, [here('networks/time-network-steps.mjs'), engine, String(threads)]),
  );

export const kerasSide = (python, threads) =>
  sturdySide('keras', () => startSide('keras', python, [here('keras_network_steps.py'), String(threads)]));
