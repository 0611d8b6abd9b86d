import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { verifyProgram } from '../../src/compiler/index.js';
import { renderText } from '../../src/diagnostics/index.js';
import { check } from '../../src/index.js';

/** Small graphs with their whole programs. */
const folder = join(import.meta.dirname, 'graphs');
const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

/** JSON with short values on one line, without ranges and fingerprints. */
function shown(value: unknown, indent = ''): string {
  const line = JSON.stringify(value);
  if (typeof value !== 'object' || value === null || line.length + indent.length <= 110) return line;
  const deeper = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const items = Array.isArray(value)
    ? value.map((item) => shown(item, deeper))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${shown(item, deeper)}`);
  return `${open}\n${items.map((item) => deeper + item).join(',\n')}\n${indent}${close}`;
}

const bare = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, part: unknown) =>
      key === 'range' || key === 'fingerprint' ? undefined : part,
    ),
  );

describe.each(names)('%s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const { program, diagnostics, sources } = check(text, { file: name });

  it('means what it meant (npm run test:update)', async () => {
    expect(renderText(diagnostics, sources)).toBe('');
    expect(verifyProgram(program!)).toEqual([]);
    await expect(`${shown(bare(program))}\n`).toMatchFileSnapshot(
      join(folder, name.replace('.yaml', '.golden.txt')),
    );
  });
});
