/** `plan --explain-engine` as a user runs it; the numbers depend on the machine. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineExplanation } from '../../src/runtime/index.js';
import { build } from '../support/build-dist.js';
import { lagraph } from '../support/spawn-lagraph.js';

const graph = 'examples/linker.yaml';
let folder = '';
/** With an empty cache and an empty store. */
const plan = (...args: string[]) =>
  lagraph(['plan', graph, '--store', join(folder, 'store'), ...args], {
    env: { XDG_CACHE_HOME: folder, LOCALAPPDATA: folder, HOME: folder },
  });

beforeAll(async () => {
  await build();
  folder = await mkdtemp(join(tmpdir(), 'lagraph-explain-'));
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('plan --explain-engine', () => {
  it('shows one phase, and measures what operators cost only once', async () => {
    const first = await plan('--explain-engine', 'link');
    expect(first.code).toBe(0);
    const [head, titles] = first.out.split('\n\n')[1]!.split('\n');
    expect(head).toMatch(
      /^link, a step of 64 examples; \d+ threads?; .*; costs measured on this machine, now$/,
    );
    expect(titles).toMatch(/^layer +operators +result lies/);
    expect(first.out).toMatch(/^linker\/dense .*Gemm/m);
    expect(first.out).not.toMatch(/^hand_encoder/m);
    expect(await readdir(folder, { recursive: true })).toContainEqual(
      expect.stringMatching(/costs.onnxruntime-.*\.json$/),
    );
    const again = await plan('--explain-engine', 'link');
    expect(again.out).toContain('costs measured on this machine, earlier');
  });

  it('gives all phases as JSON, frozen features taken out; an override is no phase', async () => {
    const { code, out } = await plan('--json', '--explain-engine', 'seed=4');
    expect(code).toBe(0);
    const document = JSON.parse(out) as { seed: number; engine: EngineExplanation };
    expect(document.seed).toBe(4);
    const { engine, phases } = document.engine;
    expect(engine).toBe('onnx');
    expect(phases!.map(({ phase }) => phase)).toEqual(['read_hands', 'know_digits', 'link']);
    const layers = (at: number) => phases![at]!.layers.map(({ layer }) => layer);
    expect(layers(0)).toEqual(
      expect.arrayContaining(['hand_encoder/conv2d_1', 'gradient/hand_encoder/conv2d_1']),
    );
    expect(layers(2).filter((layer) => layer.includes('encoder'))).toEqual([]);
    for (const { layers: rows } of phases!) {
      for (const { milliseconds } of rows) expect(milliseconds).toBeGreaterThanOrEqual(0);
    }
  });

  it('says that the tfjs engine has nothing to explain', async () => {
    const { code, out } = await plan('--explain-engine', '--engine', 'tfjs');
    expect(code).toBe(0);
    expect(out).toContain('The engine tfjs has nothing to explain');
  });

  it('knows no phase and no engine that is not there', async () => {
    expect(await plan('--explain-engine', 'lnk')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('there is no phase lnk\nhelp: did you mean link?'),
    });
    expect(await plan('--explain-engine', '--engine', 'abacus')).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('there is no engine abacus'),
    });
  });
});
