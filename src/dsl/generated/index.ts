import { validate } from './validate-graph.js';

/** Whether plain data has the structure of a graph; if not, `validateGraph.errors` says why. */
export const validateGraph = validate as ((graph: unknown) => boolean) & { errors?: unknown[] | null };
