/** Sections of a graph that hold entries, in their usual order. */
export const SECTIONS = ['data', 'networks', 'models', 'plan', 'evaluate', 'report'] as const;

/** Sections whose entries a graph can use of its parts. */
export const PART_SECTIONS = ['data', 'networks', 'models', 'plan'] as const;

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
