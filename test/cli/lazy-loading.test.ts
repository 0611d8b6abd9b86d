import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, main, root } from '../support/build-dist.js';

beforeAll(build, 180_000);

/** The modules that a command line loads, by URL. */
async function modulesOf(...args: string[]): Promise<string[]> {
  const listen = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(\`
      export async function load(url, context, next) {
        process._rawDebug('LOADED ' + url);
        return next(url, context);
      }\`));`;
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(listen)}`, main, ...args],
    { cwd: root, maxBuffer: 1 << 26 },
  );
  return stderr.split('\n').flatMap((line) => /^LOADED (.*)$/.exec(line)?.[1] ?? []);
}

/** The packages that a command line loads. Time is not tested (machines differ), but what costs the time is. */
async function packagesOf(...args: string[]): Promise<string[]> {
  const folder = pathToFileURL(join(root, 'node_modules/')).href;
  const names = (await modulesOf(...args))
    .filter((url) => url.startsWith(folder))
    .map((url) => /^((@[^/]+\/)?[^/]+)/.exec(url.slice(folder.length))![1]!);
  return [...new Set(names)].sort();
}

describe('commands load only what they need', () => {
  it('--version and --help load the parser of options alone', async () => {
    // commander is part of the bundle.
    expect(await packagesOf('--version')).toEqual([]);
    expect(await packagesOf('--help')).toEqual([]);
  });

  it('and nothing that starts other programs, as git', async () => {
    const modules = await modulesOf('--version');
    expect(modules).toContain('node:path');
    expect(modules).not.toContain('node:child_process');
  });

  it.each([
    ['check', 'graphs/signs-to-mnist.yaml'],
    ['render', 'graphs/signs-to-mnist.yaml', '--as', 'dot'],
    ['explain'],
    ['runs'],
  ])('%s %s loads no tensors, engines or codecs', async (...args) => {
    const packages = await packagesOf(...args);
    expect(packages).toEqual([]);
  });

  it('and what needs them does load them', async () => {
    expect(await packagesOf('doctor')).toEqual(expect.arrayContaining(['sharp', 'h5wasm']));
  });
});
