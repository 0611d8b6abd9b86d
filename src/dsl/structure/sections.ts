/** Sections of a graph that hold entries, in their usual order. */
export const SECTIONS = ['data', 'networks', 'models', 'plan', 'evaluate', 'report'] as const;

/** Keys of a data set beside its source's arguments. */
export const KEYS_BESIDE_SOURCE: readonly string[] = [
  'source',
  'otherwise',
  'augment',
  'add',
  'draw',
  'split',
  'was',
];
