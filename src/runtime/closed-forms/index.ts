import { createCca } from './cca.js';
import { createClassMeans } from './class-means.js';
import type { ClosedForm, ClosedFormRequest } from './closed-form.js';
import { createExamples } from './examples.js';
import { createPca } from './pca.js';
import { createProcrustes } from './procrustes.js';
import { createRidge } from './ridge.js';
import { createWhitening } from './whitening.js';

/** Methods of one pass, by the name that they have in the vocabulary. */
const METHODS: Readonly<Record<string, (request: ClosedFormRequest) => ClosedForm>> = {
  cca: createCca,
  class_means: createClassMeans,
  examples: createExamples,
  pca: createPca,
  procrustes: createProcrustes,
  ridge: createRidge,
  whitening: createWhitening,
};

export function createClosedForm(method: string, request: ClosedFormRequest): ClosedForm {
  const create = METHODS[method];
  if (!create) throw new Error(`there is no closed form named ${method}`);
  return create(request);
}

export { createKmeansPass, firstCentres } from './kmeans.js';
export { UnsolvableError } from './closed-form.js';
export type { ClosedForm, ClosedFormRequest, Solution, SolvedValues } from './closed-form.js';
