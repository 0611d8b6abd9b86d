import type { Program } from '../../../compiler/index.js';
import { addEngine, engineToOffer, isLongTraining, rememberOffer } from '../../../runtime/index.js';
import type { Terminal } from '../../terminal.js';
import type { RunCommandOptions } from './run-options.js';

/**
 * Asks, once on a machine, whether to fetch an engine that is often quicker: only who sits at a terminal, and only before a
 * training that takes its time. Whatever comes of it, the run goes on.
 */
export async function offerEngine(
  program: Program,
  options: Pick<RunCommandOptions, 'engine' | 'json' | 'offline'>,
  { ask, err, env }: Pick<Terminal, 'ask' | 'err' | 'env'>,
  signal: AbortSignal,
): Promise<void> {
  const isAsked = options.engine === undefined || options.engine === 'auto';
  const mayAsk = err.isInteractive && !options.json && !options.offline && !env.CI;
  if (!ask || !mayAsk || !isAsked || !isLongTraining(program)) return;
  const offer = await engineToOffer(env);
  if (offer === null) return;
  const { name, download, folder } = offer;
  err.line(
    `The engine ${name} is not on this machine; it is often quicker than the one that comes with lagraph, and is taken only where it is.`,
  );
  err.line(`It would be fetched from ${download} into ${folder}.`);
  const accepted = /^y(es)?$/i.test((await ask('Fetch it now? This is asked once. [y/N] ')).trim());
  try {
    // First: who can't be remembered to have been asked would be asked each time.
    await rememberOffer(accepted);
    if (accepted) await addEngine(name, { say: (line) => err.line(line), env, signal });
    else err.line(`\`lagraph engines add ${name}\` fetches it later.`);
  } catch (error) {
    err.line(`${name} was not added: ${(error as Error).message}`);
  }
}
