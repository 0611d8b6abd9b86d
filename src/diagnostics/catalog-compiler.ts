import type { CatalogEntry } from './catalog-entry.js';

/** Codes of src/compiler: names, wiring, shapes, freezing, the plan. */
export const compilerCatalog = {} as const satisfies Record<string, CatalogEntry>;
