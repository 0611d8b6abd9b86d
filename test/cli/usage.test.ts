import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, main, root } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';

beforeAll(build, 180_000);

const commands = [
  'check',
  'plan',
  'run',
  'runs',
  'merge',
  'git',
  'apply',
  'export',
  'render',
  'schema',
  'explain',
  'engines',
  'doctor',
];

describe('usage', () => {
  it('prints help and version on standard output', async () => {
    const help = await lagraph(['--help']);
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const command of commands) expect(help.out).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await lagraph(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it.each(commands)('%s --help shows an example', async (command) => {
    const { code, out } = await lagraph([command, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`Examples?:\n {2}lagraph ${command}`));
  });

  it.each([
    [[], 'Usage: lagraph'],
    [['chekc'], 'Did you mean check?'],
    [['check', '--formt', 'json'], 'Did you mean --format?'],
    [['check', '--format', 'xml'], 'Allowed choices are text, json, github'],
    [['run'], "missing required argument 'graph'"],
    [['run', 'graph.yaml', '--jobs', 'many'], 'Expected a whole number, 1 or more'],
    [['run', 'graph.yaml', 'another.yaml'], 'another.yaml is not key=value'],
    [['run', 'graph.yaml', '--engine', 'onx'], 'did you mean onnx?'],
    [['plan', 'graph.yaml', '--engine', 'onx'], 'did you mean onnx?'],
    [['apply', 'latest', 'model', 'file.png', '--engine', 'onx'], 'did you mean onnx?'],
    [['run', 'graphs/signs-to-mnist.yaml', '--only', 'lnk'], 'did you mean link?'],
    [['run', 'graphs/signs-to-mnist.yaml', '--only', 'link', 'decode_mnist'], '--only link,decode_mnist'],
    [['plan', 'graphs/signs-to-mnist.yaml', '--explain-engine', 'lnk'], 'did you mean link?'],
    [['help', 'chek'], 'did you mean check?'],
    [['check', '-', '-'], 'standard input can be read once'],
    [['apply', 'latest', 'model', 'file.png', '-o', 'x.jpg'], 'pictures are written as PNG'],
    [['merge', 'a.yaml', 'b.yaml', 'c.yaml', 'd.yaml'], 'd.yaml is a fourth'],
    [['merge', 'a', 'b', 'c', '7', 'p', '--driver', '--json'], '--driver writes over the second file'],
    [['apply', 'latest', 'model'], "missing required argument 'file'"],
  ])('%j is wrong usage', async (args, says) => {
    const { code, out, err } = await lagraph(args);
    expect(err).toContain(says);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  it('ends quietly when the reader goes away', async () => {
    const child = spawn(
      'bash',
      ['-o', 'pipefail', '-c', `"${process.execPath}" "${main}" schema | head -c 10 >/dev/null`],
      {
        stdio: 'pipe',
      },
    );
    let err = '';
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('colours on request only', async () => {
    const plain = await lagraph(['explain', 'no-such-code']);
    const forced = await lagraph(['explain', 'no-such-code'], { env: { FORCE_COLOR: '1' } });
    const refused = await lagraph(['explain', 'no-such-code'], { env: { NO_COLOR: '1' } });
    expect(plain.err).not.toContain('\u001b[');
    expect(refused.err).toBe(plain.err);
    expect(forced.err).toContain('\u001b[31m');
    const empty = await lagraph(['explain', 'no-such-code'], { env: { FORCE_COLOR: '', NO_COLOR: '1' } });
    expect(empty.err).toBe(plain.err);
  });
});

it('knows the engines that the runtime has', async () => {
  const { ENGINE_NAMES } = await import('../../src/cli/option-values.js');
  const { engineNamed } = await import('../../src/runtime/worker/engine-selection.js');
  const others = ENGINE_NAMES.filter((name) => name !== 'auto').join(', ');
  await expect(engineNamed('nowhere')).rejects.toThrow(`there are ${others}, and auto for the quickest`);
});

describe('schema', () => {
  it('prints the published schema', async () => {
    const { code, out } = await lagraph(['schema']);
    expect(code).toBe(0);
    expect(out).toBe(await readFile(join(root, 'schema/lagraph.schema.json'), 'utf8'));
    expect(JSON.parse(out)).toHaveProperty('properties.networks');
  });
});

describe('explain', () => {
  it('lists all codes and explains each', async () => {
    const { code, out } = await lagraph(['explain']);
    expect(code).toBe(0);
    const codes = out
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(' ')[0]!);
    expect(codes.length).toBeGreaterThan(20);
    const one = await lagraph(['explain', codes[0]!]);
    expect(one.code).toBe(0);
    expect(one.out.split('\n').length).toBeGreaterThan(3);
  });

  it('suggests the code that was meant', async () => {
    const { out } = await lagraph(['explain']);
    const known = out.trim().split('\n')[1]!.split(' ')[0]!;
    const { code, err } = await lagraph(['explain', `${known}x`]);
    expect(code).toBe(1);
    expect(err).toContain(`did you mean ${known}?`);
  });
});

describe('doctor', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lagraph-doctor-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('finds everything that a run needs, and leaves nothing behind', async () => {
    const store = join(folder, 'store');
    const { code, out } = await lagraph(['doctor', '--json', '--store', store]);
    const report = JSON.parse(out) as {
      ok: boolean;
      findings: { what: string; state: string; found: string }[];
    };
    expect(code).toBe(0);
    expect(report.ok).toBe(true);
    const found = new Map(report.findings.map(({ what, ...rest }) => [what, rest]));
    expect(found.get('node')).toEqual({ state: 'good', found: process.versions.node });
    expect(found.get('engine onnx')!.found).toContain('onnxruntime-node 1.');
    expect(found.get('data mnist')!.state).toBe('good');
    expect(found.get('store')!.found).toContain('made when it is needed');
    const again = await lagraph(['doctor', '--store', store]);
    expect(again.out).toContain('made when it is needed');
  });

  it('says that a store that is a file is broken', async () => {
    const { code, out } = await lagraph(['doctor', '--store', join(root, 'package.json')]);
    expect(code).toBe(1);
    expect(out).toMatch(/broken {3}store: .*package\.json/);
  });

  it('says where data is missing and what to do', async () => {
    // An empty home, and with it an empty cache of downloads.
    const env = { HOME: folder, XDG_CACHE_HOME: folder, LOCALAPPDATA: folder };
    const { out } = await lagraph(['doctor', '--data', folder, '--store', folder], { env });
    expect(out).toContain('missing  data signs');
    expect(out).toContain('--data DIR');
  });
});
