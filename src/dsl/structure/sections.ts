/** Sections of a graph that hold entries, in the order in which they are written. */
export const SECTIONS = ['data', 'networks', 'models', 'plan', 'evaluate', 'report'] as const;
