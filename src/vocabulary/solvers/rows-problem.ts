import { equalShapes, shapeText } from '../tensor-shape.js';
import type { SolverProblem, SolverShapes } from './define-solver.js';

/** A weight with a row for each class or cluster, of the shape of the inputs. */
export function rowsProblem({ inputs, weights }: SolverShapes): SolverProblem | null {
  const shape = weights[0]!;
  if (shape.length > 0 && equalShapes(shape.slice(1), inputs)) return null;
  return {
    at: 0,
    message: `the weight is ${shapeText(shape)}, but its rows must be like the inputs, ${shapeText(inputs)}`,
    help: `declare it as {weights: [rows${inputs.map((side) => `, ${side}`).join('')}]}`,
  };
}
