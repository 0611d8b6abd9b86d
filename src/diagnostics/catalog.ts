import { compilerCatalog } from './catalog-compiler.js';
import { dslCatalog } from './catalog-dsl.js';
import { formatCatalog } from './catalog-format.js';
import { runtimeCatalog } from './catalog-runtime.js';
import { weightsCatalog } from './catalog-weights.js';
import type { CatalogEntry } from './catalog-entry.js';

export type { CatalogEntry } from './catalog-entry.js';

/**
 * All diagnostic codes, one file per layer of src, for `lagraph explain CODE`. A code is never reused with another
 * meaning.
 */
export const diagnosticCatalog = {
  ...dslCatalog,
  ...compilerCatalog,
  ...weightsCatalog,
  ...formatCatalog,
  ...runtimeCatalog,
} satisfies Record<string, CatalogEntry>;

export type DiagnosticCode = keyof typeof diagnosticCatalog;
