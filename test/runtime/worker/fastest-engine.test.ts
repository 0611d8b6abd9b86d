import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeChecksummedJson } from '../../../src/runtime/store/index.js';
import type * as FastestEngine from '../../../src/runtime/worker/fastest-engine.js';
import { noTensorflow } from '../../support/find-tensorflow.js';
import { built } from '../transpiled-sources.js';

// Transpiled: engines compute in threads, whose entry point must be a JavaScript file.
let chooseFastestEngine: typeof FastestEngine.chooseFastestEngine;
let fastestEngine: typeof FastestEngine.fastestEngine;
beforeAll(async () => {
  ({ chooseFastestEngine, fastestEngine } = (await import(
    await built('runtime/worker/fastest-engine.js')
  )) as typeof FastestEngine);
}, 180_000);

describe('the fastest engine', () => {
  it('is the default one, unless another takes clearly less time', () => {
    expect(chooseFastestEngine({ onnx: 20, tensorflow: 19 })).toBe('onnx');
    expect(chooseFastestEngine({ onnx: 20, tensorflow: 17 })).toBe('tensorflow');
    expect(chooseFastestEngine({ onnx: 20, tensorflow: 30 })).toBe('onnx');
    expect(chooseFastestEngine({ tensorflow: 30 })).toBe('tensorflow');
    expect(chooseFastestEngine({})).toBe('onnx');
  });

  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lagraph-quickest-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  // With a single engine there is nothing to measure.
  it.skipIf(noTensorflow)('is measured once, and said each time', async () => {
    const file = join(folder, 'cache/engines.json');
    const said: string[] = [];
    const chosen = await fastestEngine((message) => said.push(message), file);
    const written = JSON.parse(await readFile(file, 'utf8')) as { of: object; ms: Record<string, number> };
    expect(written.ms.onnx).toBeGreaterThan(0);
    expect(chosen).toBe(chooseFastestEngine(written.ms));
    expect(said.at(-1)).toContain(`engine ${chosen}, chosen by measurement`);

    // A measurement is valid while engines and machine stay the same.
    await writeFile(file, encodeChecksummedJson({ of: written.of, ms: { onnx: 20, other: 1 } }));
    expect(await fastestEngine(() => undefined, file)).toBe('other');
    await writeFile(
      file,
      encodeChecksummedJson({ of: { processor: 'another' }, ms: { onnx: 20, other: 1 } }),
    );
    expect(await fastestEngine(() => undefined, file)).not.toBe('other');
  });
});
