import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../support/build-dist.js';
import { writeDigits } from '../support/digits-graph.js';
import { events, lagraph } from '../support/spawn-lagraph.js';

let folder = '';
beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-lock-'));
  await writeDigits(folder);
  const graph = await readFile(join(folder, 'digits.yaml'), 'utf8');
  await writeFile(
    join(folder, 'digits.yaml'),
    `${graph}evaluate:\n  read_right: {on: digits, measure: "accuracy(label, reader(image))"}\n`,
  );
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const at = (...args: string[]) => lagraph(args, { cwd: folder });
const lock = () => readFile(join(folder, 'digits.lock.yaml'), 'utf8');
const other = async () => {
  const bytes = await readFile(join(folder, 'images.idx'));
  bytes[bytes.length - 1]! ^= 0xff;
  await writeFile(join(folder, 'images.idx'), bytes);
};

describe('lock', () => {
  it('says what the data are and what ran, in the same bytes each time, and is compared by check, plan and run', async () => {
    expect(await at('run', 'digits.yaml', '--locked')).toMatchObject({
      code: 2,
      err: expect.stringContaining('digits.yaml has no lock'),
    });
    expect(await at('lock', 'digits.yaml')).toEqual({
      code: 0,
      out: 'wrote digits.lock.yaml\n  + digits: idx images.idx labels.idx, train 64 examples\n',
      err: '',
    });
    const first = await lock();
    expect(first).toMatch(
      /^# The data of digits\.yaml .*\nlock: 1\ndata:\n {2}digits:\n {4}source: idx\n {4}files:\n {6}- "images\.idx"\n {6}- "labels\.idx"\n {4}examples:\n {6}train: 64\n {4}content: sha256:[0-9a-f]{64}\n$/,
    );
    expect(await at('lock', 'digits.yaml')).toMatchObject({ out: 'digits.lock.yaml is as it was\n' });

    // With the data of the lock nothing is said.
    const ran = await at('run', 'digits.yaml', '--locked', '--json');
    expect(ran.code).toBe(0);
    expect(ran.out).not.toContain('not the locked');
    expect(await at('lock', 'digits.yaml')).toMatchObject({ code: 0, out: 'wrote digits.lock.yaml\n' });
    const second = await lock();
    expect(second.startsWith(`${first}run:\n  lagraph: "`)).toBe(true);
    expect(second).toMatch(/\n {2}engine: onnx .*\n {2}figures:\n {4}read_right: [\d.]+\n$/);
    expect(await at('lock', 'digits.yaml')).toMatchObject({ out: 'digits.lock.yaml is as it was\n' });
    expect(await at('check', 'digits.yaml')).toMatchObject({ code: 0, out: expect.stringMatching(/^ok /) });
    // A lock is no graph.
    expect((await at('fmt', '--check')).out).not.toContain('lock');

    await other();
    const plan = await at('plan', 'digits.yaml');
    expect(plan.code).toBe(0);
    expect(plan.err).toMatch(
      /warning\[data-differ\]: the data of `digits` are not the locked ones: content [0-9a-f]{12} → [0-9a-f]{12}/,
    );
    expect(plan.err).toContain('digits.lock.yaml:4:3');
    expect(plan.err).toContain('lagraph lock digits.yaml');
    const refused = await at('run', 'digits.yaml', '--locked');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('error[data-differ]: the data of `digits` are not the locked ones');
    expect(refused.err).toContain('the data of digits.yaml are not those of its lock; nothing was trained');
    const json = await at('run', 'digits.yaml', '--locked', '--json');
    expect(events(json.out)).toMatchObject([{ event: 'failed', diagnostics: [{ code: 'data-differ' }] }]);
    const told = await at('run', 'digits.yaml', '--json');
    expect(told.code).toBe(0);
    expect(events(told.out)).toContainEqual(
      expect.objectContaining({
        event: 'notice',
        message: expect.stringContaining('the data of `digits` are not the locked'),
        diagnostics: [expect.objectContaining({ code: 'data-differ', severity: 'warning' })],
      }),
    );
    const shown = await at('run', 'digits.yaml');
    expect(shown.code).toBe(0);
    expect(shown.err).toContain('warning[data-differ]: the data of `digits` are not the locked ones');
    expect(shown.err).toContain('digits.lock.yaml:4:3');
    expect(await at('lock', 'digits.yaml')).toMatchObject({
      out: expect.stringMatching(
        /^wrote digits\.lock\.yaml\n {2}~ digits: content [0-9a-f]{12} → [0-9a-f]{12}\n$/,
      ),
    });
    expect(await at('run', 'digits.yaml', '--locked')).toMatchObject({ code: 0 });
  }, 120_000);

  it('is compared by check without reading data, and told where it can not be read', async () => {
    await copyFile(join(folder, 'digits.yaml'), join(folder, 'renamed.yaml'));
    const text = await readFile(join(folder, 'digits.yaml'), 'utf8');
    await writeFile(join(folder, 'renamed.yaml'), text.replaceAll('images.idx', 'others.idx'));
    await writeFile(join(folder, 'renamed.lock.yaml'), await lock());
    const { code, out } = await at('check', '--no-files', 'renamed.yaml');
    expect(code).toBe(0);
    expect(out).toContain(
      'warning[data-differ]: `digits` is locked as read from idx images.idx labels.idx, and the graph says idx others.idx labels.idx',
    );
    expect(out).toContain('renamed.lock.yaml:4:3');
    expect(await at('check', '--no-files', '--strict', 'renamed.yaml')).toMatchObject({ code: 1 });
    await writeFile(join(folder, 'renamed.lock.yaml'), `<<<<<<< ours\n${await lock()}`);
    expect((await at('check', '--no-files', 'renamed.yaml')).out).toContain('error[bad-lock]');
  });

  it('is not written where the data can not be had', async () => {
    const text = await readFile(join(folder, 'digits.yaml'), 'utf8');
    await writeFile(join(folder, 'missing.yaml'), text.replaceAll('images.idx', 'nowhere.idx'));
    const { code, out, err } = await at('lock', 'missing.yaml');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('error[missing-data]');
    expect(err).toContain('nothing was written');
    expect(await at('lock', '-')).toMatchObject({ code: 2 });
  });
});
