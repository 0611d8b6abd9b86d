import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findPythonWithPip } from '../../../../src/runtime/engines/tensorflow/pip.js';

let folder = '';
const before = process.cwd();
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lagraph-pip-'));
});
afterEach(async () => {
  process.chdir(before);
  await rm(folder, { recursive: true, force: true });
});

it('runs the Python that it finds, and no pip.py of the folder that lagraph is called in', async () => {
  await writeFile(join(folder, 'pip.py'), `open(${JSON.stringify(join(folder, 'ran'))}, 'w')\n`);
  process.chdir(folder);
  await findPythonWithPip({});
  await expect(access(join(folder, 'ran'))).rejects.toThrow('ENOENT');
});
