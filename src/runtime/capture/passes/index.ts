/** Clean-up of StepPrograms: each pass is a function from one to another, and may run alone. */
import type { StepProgram } from '../step-program.js';
import { eliminateCommonSubexpressions } from './common-subexpressions.js';
import { foldConstants } from './constant-folding.js';
import { eliminateDeadCode } from './dead-code.js';
import type { Pass } from './program-editor.js';
import { removeIdentities } from './identities.js';
import { foldSplats } from './splat-folding.js';

/** In the order in which they run. Dead code goes first, so that the others have less to look at. */
export const cleanupPasses: readonly { name: string; run: Pass }[] = [
  { name: 'dead code', run: eliminateDeadCode },
  { name: 'identities', run: removeIdentities },
  { name: 'uniform values', run: foldSplats },
  { name: 'constants', run: foldConstants },
  { name: 'common subexpressions', run: eliminateCommonSubexpressions },
];

/** Passes make work for each other; real steps settle in two or three rounds. */
const MOST_ROUNDS = 8;

/** All passes, again and again until they find nothing more. */
export function optimizeStepProgram(program: StepProgram): StepProgram {
  let current = program;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = current.calls.length;
    for (const { run } of cleanupPasses) current = run(current);
    current = eliminateDeadCode(current);
    if (round > 0 && current.calls.length === before) break;
  }
  return current;
}

export { eliminateCommonSubexpressions, eliminateDeadCode, foldConstants, foldSplats, removeIdentities };
export type { Pass };
