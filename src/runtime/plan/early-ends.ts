import type { Phase } from '../../compiler/index.js';
import { solvers } from '../../vocabulary/index.js';

/** Whether a phase may end before its last epoch: by `stop_early`, or when passes change nothing more. */
export const mayEndEarly = ({ stopEarly, solve }: Phase): boolean =>
  stopEarly !== null || (solve !== undefined && solvers.get(solve.method)!.passes === 'several');
