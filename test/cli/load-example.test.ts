/** The lesson of examples/weights: a network that begins with weights of a file. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { build, root } from '../support/build-dist.js';
import { events, lagraph } from '../support/spawn-lagraph.js';

let folder = '';
beforeAll(build, 120_000);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-load-test-'));
  for (const part of ['weights', 'data'])
    await cp(join(root, 'examples', part), join(folder, part), { recursive: true });
  return () => rm(folder, { recursive: true, force: true });
});

it('has no warning, and tells flowers apart after twelve of them', async () => {
  const checked = await lagraph(['check', '--strict', 'weights/load.yaml'], { cwd: folder });
  expect(checked).toMatchObject({ code: 0 });
  const { code, out } = await lagraph(['run', 'weights/load.yaml', '--store', 'store', '--json'], {
    cwd: folder,
  });
  expect(events(out).filter((event) => event.event === 'evaluate')).toMatchObject([{ ok: true }]);
  expect(code).toBe(0);
}, 120_000);

it('does not find layers that have other names', async () => {
  const path = join(folder, 'weights/load.yaml');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('- BatchNormalization', '- {BatchNormalization: {}, name: scaled}'));
  const { code, out } = await lagraph(['check', 'weights/load.yaml'], { cwd: folder });
  expect(code).toBe(1);
  expect(out).toContain('error[weights-misfit]');
});
