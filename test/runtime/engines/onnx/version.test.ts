import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { onnxEngine } from '../../../../src/runtime/engines/onnx/index.js';
import {
  ortVersion,
  TESTED_ONNXRUNTIME_VERSION,
} from '../../../../src/runtime/engines/onnx/onnxruntime-session.js';

const { dependencies, devDependencies } = JSON.parse(
  readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8'),
) as Record<'dependencies' | 'devDependencies', Record<string, string>>;

afterEach(() => vi.unstubAllEnvs());

describe('the version of onnxruntime', () => {
  it('is pinned to the one that the blocked kernels are tested with', () => {
    expect(devDependencies['onnxruntime-node']).toBe(TESTED_ONNXRUNTIME_VERSION);
    expect(dependencies['onnxruntime-common']).toBe(TESTED_ONNXRUNTIME_VERSION);
  });

  it('is part of what engine and numerics are called', () => {
    expect(onnxEngine().version).toBe(`onnxruntime-node ${ortVersion()}`);
    expect(onnxEngine().numerics).toContain(ortVersion());
  });

  it('is that of the folder that LAGRAPH_ONNXRUNTIME names', () => {
    vi.stubEnv('LAGRAPH_ONNXRUNTIME', 'node_modules/yaml');
    expect(ortVersion()).toMatch(/^2\./);
    vi.stubEnv('LAGRAPH_ONNXRUNTIME', 'node_modules/not-there');
    expect(() => ortVersion()).toThrow(/not-there/);
  });
});
