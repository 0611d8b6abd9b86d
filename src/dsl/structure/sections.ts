/** Sections of a graph that hold entries, in their usual order. */
export const SECTIONS = ['data', 'networks', 'models', 'functions', 'plan', 'evaluate', 'report'] as const;

/** Sections whose entries a graph can use of its parts. */
export const PART_SECTIONS = ['data', 'networks', 'models', 'functions', 'plan'] as const;

export const isPartSection = (key: string): boolean => (PART_SECTIONS as readonly string[]).includes(key);

/** Scalars that every graph has, in their usual order. A part's own are not those of its importer. */
export const TOP_LEVEL_SCALARS: readonly string[] = ['name', 'description', 'seed', 'seeds'];

/** Keys of a data set beside its source's arguments. */
export const KEYS_BESIDE_SOURCE: readonly string[] = [
  'source',
  'otherwise',
  'filter',
  'balance',
  'take',
  'augment',
  'add',
  'draw',
  'split',
  'group',
  'was',
];
