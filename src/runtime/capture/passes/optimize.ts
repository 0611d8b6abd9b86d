import type { StepProgram } from '../step-program.js';
import { eliminateCommonSubexpressions } from './common-subexpressions.js';
import { foldConstants } from './constant-folding.js';
import { eliminateDeadCode } from './dead-code.js';
import type { StepProgramPass } from './program-editor.js';
import { removeIdentities } from './identities.js';
import { foldSplats } from './splat-folding.js';

/** In execution order. Dead code elimination runs first, to leave less for the others. */
export const cleanupPasses: readonly { name: string; run: StepProgramPass }[] = [
  { name: 'dead code', run: eliminateDeadCode },
  { name: 'identities', run: removeIdentities },
  { name: 'uniform values', run: foldSplats },
  { name: 'constants', run: foldConstants },
  { name: 'common subexpressions', run: eliminateCommonSubexpressions },
];

/** Passes enable each other; real steps reach the fixpoint in two or three rounds. */
const MOST_ROUNDS = 8;

/** Runs all passes until a fixpoint. */
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
