import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { seal } from '../../src/runtime/store/index.js';
import type * as Quickest from '../../src/runtime/worker/quickest.js';
import { noTensorflow } from '../support/tensorflow.js';
import { built } from './built.js';

// Built: engines compute in threads, whose entry is a file of its own.
let quickest: typeof Quickest.quickest;
let quickestEngine: typeof Quickest.quickestEngine;
beforeAll(async () => {
  ({ quickest, quickestEngine } = (await import(
    await built('runtime/worker/quickest.js')
  )) as typeof Quickest);
}, 180_000);

describe('the quickest engine', () => {
  it('is the default one, unless another takes clearly less time', () => {
    expect(quickest({ onnx: 20, tensorflow: 19 })).toBe('onnx');
    expect(quickest({ onnx: 20, tensorflow: 17 })).toBe('tensorflow');
    expect(quickest({ onnx: 20, tensorflow: 30 })).toBe('onnx');
    expect(quickest({ tensorflow: 30 })).toBe('tensorflow');
    expect(quickest({})).toBe('onnx');
  });

  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lagraph-quickest-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  // With one engine alone there is nothing to measure.
  it.skipIf(noTensorflow)('is measured once, and said each time', async () => {
    const file = join(folder, 'cache/engines.json');
    const said: string[] = [];
    const chosen = await quickestEngine((message) => said.push(message), file);
    const written = JSON.parse(await readFile(file, 'utf8')) as { of: object; ms: Record<string, number> };
    expect(written.ms.onnx).toBeGreaterThan(0);
    expect(chosen).toBe(quickest(written.ms));
    expect(said.at(-1)).toContain(`engine ${chosen}, chosen by measurement`);

    // What was measured counts, as long as engines and machine are the same.
    await writeFile(file, seal({ of: written.of, ms: { onnx: 20, other: 1 } }));
    expect(await quickestEngine(() => undefined, file)).toBe('other');
    await writeFile(file, seal({ of: { processor: 'another' }, ms: { onnx: 20, other: 1 } }));
    expect(await quickestEngine(() => undefined, file)).not.toBe('other');
  });
});
