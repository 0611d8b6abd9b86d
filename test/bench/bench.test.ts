import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, root } from '../support/build-dist.js';

beforeAll(build, 180_000);

/** Milliseconds for a test that loads engines, on a busy machine. */
const PATIENCE = 180_000;

/** Runs a script of bench/ as a user does. */
function run(script: string, args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const { LAGRAPH_KERAS_PYTHON: _, LAGRAPH_TORCH_PYTHON: __, LAGRAPH_DATA: ___, ...env } = process.env;
  return new Promise((resolve) =>
    execFile(
      process.execPath,
      [join(root, 'bench', script), ...args],
      { cwd: root, env },
      (error, out, err) => resolve({ code: error ? error.code : 0, out, err }),
    ),
  );
}

const short = ['--tasks', 'linker', '--rounds', '1', '--threads', '1'];

describe('npm run bench', () => {
  it(
    'times both paths of the engine, and says it as JSON',
    async () => {
      const engines = ['--engines', 'onnx,onnx-plain'];
      const { code, out, err } = await run('bench.mjs', [...short, ...engines, '--peers', 'none', '--json']);
      expect([code, err]).toEqual([0, '']);
      const said = JSON.parse(out);
      expect(said).toMatchObject({
        machine: { threads: 1, node: process.version },
        versions: { onnx: expect.stringContaining('onnxruntime-node') },
        rounds: 1,
        steps: [{ task: 'linker', ratio: {}, ratios: {} }],
      });
      const [{ ms, spread }] = said.steps;
      for (const engine of ['onnx', 'onnx-plain']) {
        expect(ms[engine]).toBeGreaterThan(0);
        expect(spread[engine]).toEqual([ms[engine], ms[engine]]);
      }
    },
    PATIENCE,
  );

  it(
    'ends with what a peer had to say when it fails',
    async () => {
      // Node stands in for a program that is not Python.
      const { code, out, err } = await run('bench.mjs', [
        ...short,
        '--peers',
        'keras',
        '--keras',
        process.execPath,
      ]);
      expect([code, out]).toEqual([1, '']);
      expect(err).toContain('keras_steps.py');
      expect(err).toMatch(/bench: keras ended early \(exit 1\)\n$/);
    },
    PATIENCE,
  );

  it(
    'measures a case of growth in a process of its own',
    async () => {
      const args = [
        '--scale',
        '--dimensions',
        'batch',
        '--doublings',
        '1',
        '--rounds',
        '1',
        '--threads',
        '1',
      ];
      const { code, out, err } = await run('bench.mjs', [...args, '--json']);
      expect([code, err]).toEqual([0, '']);
      const { base, scale } = JSON.parse(out);
      expect(scale).toMatchObject([
        { engine: 'onnx', dimension: 'batch', value: base.batch, step_growth: null },
        {
          engine: 'onnx',
          dimension: 'batch',
          value: 2 * base.batch,
          size: { ...base, batch: 2 * base.batch },
        },
      ]);
      // Node alone takes tens of megabytes.
      for (const { peak_bytes } of scale) expect(peak_bytes).toBeGreaterThan(30e6);
      expect(scale[1].step_growth).toBeCloseTo(scale[1].step_ms / scale[0].step_ms, 9);
    },
    PATIENCE,
  );

  it.each([
    [['--tasks', 'linkr', '--peers', 'none'], /^bench: there is no task linkr; there are .*linker/],
    [['--rounds', 'x'], /^bench: --rounds takes a whole number above 0\n$/],
    [['--keras', 'no/python'], /^bench: --keras: there is no no\/python\n$/],
    [['--pipeline'], /^bench: --pipeline needs --data DIR/],
    [['--pipeline', '--data', 'no/data'], /^bench: there is no no\/data/],
    [['--pipeline', '--data', '.', '--engines', 'onnx-plain'], /^bench: --pipeline takes one engine/],
  ])('%j is wrong usage', async (args, message) => {
    const { code, out, err } = await run('bench.mjs', args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(message);
  });

  it('shows its options', async () => {
    const { code, out } = await run('bench.mjs', ['--help']);
    expect(code).toBe(0);
    for (const option of ['--pipeline', '--scale', '--peers', '--threads']) expect(out).toContain(option);
  });
});

describe('npm run bench:setup', () => {
  it('names what it can make', async () => {
    const { code, out, err } = await run('setup.mjs', ['jax']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe('bench:setup: there is no environment jax; there are keras, torch\n');
  });
});
