/** Each graph of the zoo trains in its quick profile and meets what it expects, and misses it if one line is wrong. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderText } from '../../src/diagnostics/index.js';
import { check } from '../../src/index.js';
import { build, root } from '../support/build-dist.js';
import { readPart } from '../support/read-parts.js';
import { events, lagraph } from '../support/spawn-lagraph.js';
import { SABOTAGES } from './sabotages.js';

const zoo = join(root, 'graphs/zoo');
const names = readdirSync(zoo)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.slice(0, -'.yaml'.length));
const textOf = (name: string) => readFileSync(join(zoo, `${name}.yaml`), 'utf8');
const linesOf = (name: string) => textOf(name).trimEnd().split('\n').length;

let folder = '';
beforeAll(async () => {
  build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-zoo-'));
  // Sabotaged graphs stand among the others, whose parts they import.
  await cp(zoo, join(folder, 'zoo'), { recursive: true });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Exit code 0 if all that is expected is met, 3 if something is missed. */
const run = (file: string) =>
  lagraph(['run', `zoo/${file}`, '--profile', 'quick', '--store', 'store', '--json'], { cwd: folder });

describe('the zoo', () => {
  it('is short', () => {
    const lines = names.map(linesOf).sort((a, b) => a - b);
    expect(lines.at(-1)).toBeLessThan(80);
  });

  it('has a fault for each of its graphs', () => {
    expect(Object.keys(SABOTAGES).sort()).toEqual([...names].sort());
  });
});

describe.each(names)('%s', (name) => {
  const path = `graphs/zoo/${name}.yaml`;

  it('says what it shows and where it is from, and has nothing that is warned of', async () => {
    expect(textOf(name)).toMatch(/^# .{20,}\n(# .*\n)*# .*\b(19|20)\d\d\b/);
    for (const profile of [undefined, 'quick']) {
      const options = { file: path, readPart, ...(profile === undefined ? {} : { profile }) };
      const { diagnostics, sources, program } = check(textOf(name), options);
      expect(renderText(diagnostics, sources)).toBe('');
      expect(program!.evaluations.some((one) => one.expect !== null)).toBe(true);
    }
    expect((await readdir(join(folder, 'zoo'))).includes(`${name}.yaml`)).toBe(true);
  });

  it('trains in its quick profile, and meets what it expects', async () => {
    const { code, out, err } = await run(`${name}.yaml`);
    expect(`${err}${code === 0 ? '' : out}`).toBe('');
    expect(code).toBe(0);
  }, 300_000);

  it('misses it where one line is wrong', async () => {
    const [from, to] = SABOTAGES[name]!;
    const text = await readFile(join(zoo, `${name}.yaml`), 'utf8');
    expect(text.split(from)).toHaveLength(2);
    await writeFile(
      join(folder, 'zoo', `${name}.wrong.yaml`),
      text.replace(from, () => to),
    );
    const { code, out } = await run(`${name}.wrong.yaml`);
    expect(events(out).filter((event) => event.event === 'evaluate' && event.ok === false)).not.toEqual([]);
    expect(code).toBe(3);
  }, 300_000);
});
