import { weightProblem, type SolverProblem, type SolverShapes } from './define-solver.js';

/** Of a map to components, and the way back if there is one. */
export function componentsProblem(shapes: SolverShapes): SolverProblem | null {
  const [features, components] = [shapes.inputs[0]!, shapes.weights[0]![1]!];
  const wrong = weightProblem(shapes, 0, [features, null], `the inputs have ${features} features`);
  if (wrong) return wrong;
  if (components > features) {
    return {
      at: 0,
      message: `${features} features have at most ${features} components, but the weight has room for ${components}`,
      help: `give it at most ${features} outputs`,
    };
  }
  return weightProblem(
    shapes,
    1,
    [components, features],
    `the way back leads from ${components} components to ${features} features`,
  );
}
