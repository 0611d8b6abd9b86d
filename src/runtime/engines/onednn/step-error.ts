import { StepError } from '../../engine-errors/index.js';
import { OnednnError, OUT_OF_MEMORY } from './library/index.js';
import { ArenaFullError } from './memory/index.js';

/** Does `body`; rethrows what oneDNN or the arena refuses as an error of the step, in the part of the graph where it was. */
export function withStepErrors<T>(program: string, scope: string | null, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof ArenaFullError) {
      throw new StepError(`${program}: ${error.message}`, scope, true, { cause: error });
    }
    if (!(error instanceof OnednnError)) throw error;
    const message = `${program}: oneDNN refuses the step: ${error.message}`;
    throw new StepError(message, scope, error.status === OUT_OF_MEMORY, { cause: error });
  }
}
