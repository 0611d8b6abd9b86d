import { definitionsByName } from '../definitions-by-name.js';
import { cca } from './cca.js';
import { classMeans } from './class-means.js';
import type { SolverDefinition } from './define-solver.js';
import { examples } from './examples.js';
import { kmeans } from './kmeans.js';
import { pca } from './pca.js';
import { procrustes } from './procrustes.js';
import { ridge } from './ridge.js';
import { whitening } from './whitening.js';

/** What fills weights without gradients: `solve` of a phase. */
export const solvers: ReadonlyMap<string, SolverDefinition> = definitionsByName<SolverDefinition>([
  cca,
  classMeans,
  examples,
  kmeans,
  pca,
  procrustes,
  ridge,
  whitening,
]);
export type { SolverDefinition, SolverProblem, SolverShapes } from './define-solver.js';
