import { compilerCatalog } from './catalog-compiler.js';
import { dslCatalog } from './catalog-dsl.js';
import { runtimeCatalog } from './catalog-runtime.js';
import type { CatalogEntry } from './catalog-entry.js';

export type { CatalogEntry } from './catalog-entry.js';

/** Every code that a diagnostic can carry, from one file a room, for `lagraph explain CODE`. Codes are never reused. */
export const catalog = { ...dslCatalog, ...compilerCatalog, ...runtimeCatalog } satisfies Record<
  string,
  CatalogEntry
>;

export type DiagnosticCode = keyof typeof catalog;
