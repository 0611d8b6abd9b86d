import { validate } from './validate-graph.js';

/** Whether plain data has the structure of a graph; otherwise `validateGraph.errors` lists the errors. */
export const validateGraph = validate as ((graph: unknown) => boolean) & { errors?: unknown[] | null };
