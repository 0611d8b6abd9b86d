import { describe, expect, it } from 'vitest';
import { diagnosticCatalog, type CatalogEntry } from '../../src/diagnostics/index.js';

describe('catalog', () => {
  const entries: [string, CatalogEntry][] = Object.entries(diagnosticCatalog);

  it.each(entries)('%s is explained', (code, { title, explanation }) => {
    expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(title).toMatch(/^[^A-Z].*[^.]$/);
    expect(explanation.length).toBeGreaterThan(60);
    expect(explanation.split('\n').length).toBeLessThanOrEqual(12);
    expect(explanation).toBe(explanation.trim());
  });
});
