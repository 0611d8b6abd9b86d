/** Clean-up of StepPrograms: each pass is a function from one to another, and may run alone. */
import type { StepProgram } from '../step-program.js';
import { eliminateCommonSubexpressions } from './common.js';
import { foldConstants } from './constants.js';
import { eliminateDeadCode } from './dead-code.js';
import type { Pass } from './edit.js';
import { removeIdentities } from './identities.js';
import { foldUniform } from './uniform.js';

/** In the order in which they run. Dead code goes first, so that the others have less to look at. */
export const passes: readonly { name: string; run: Pass }[] = [
  { name: 'dead code', run: eliminateDeadCode },
  { name: 'identities', run: removeIdentities },
  { name: 'uniform values', run: foldUniform },
  { name: 'constants', run: foldConstants },
  { name: 'common subexpressions', run: eliminateCommonSubexpressions },
];

/** Passes make work for each other; real steps settle in two or three rounds. */
const MOST_ROUNDS = 8;

/** All passes, again and again until they find nothing more. */
export function optimize(program: StepProgram): StepProgram {
  let current = program;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = current.calls.length;
    for (const { run } of passes) current = run(current);
    current = eliminateDeadCode(current);
    if (round > 0 && current.calls.length === before) break;
  }
  return current;
}

export { eliminateCommonSubexpressions, eliminateDeadCode, foldConstants, foldUniform, removeIdentities };
export type { Pass };
