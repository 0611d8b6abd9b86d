import { expect, it } from 'vitest';
import { load } from './import-bench-module.js';

const { isChatter } = await load<{ isChatter(line: string): boolean }>('filter-tensorflow-log.mjs');

it.each([
  'WARNING: All log messages before absl::InitializeLog() is called are written to STDERR',
  'I0000 00:00:1795712831.063770    6054 port.cc:153] oneDNN custom operations are on.',
  '2026-01-02 03:04:05.678901: I tensorflow/core/util/port.cc:153] oneDNN custom operations are on.',
  'To enable the following instructions: AVX2 FMA, in other operations, rebuild TensorFlow with the appropriate compiler flags.',
])('%s says nothing', (line) => {
  expect(isChatter(line)).toBe(true);
});

it.each([
  'E0000 00:00:1795713754.501467   10476 meta_optimizer.cc:967] remapper failed: INVALID_ARGUMENT',
  '2026-01-02 03:04:05.678901: F tensorflow/core/platform/statusor.cc:33] Attempting to fetch value',
  "ModuleNotFoundError: No module named 'keras'",
  'Traceback (most recent call last):',
  '  File "keras_steps.py", line 18, in <module>',
  '',
])('%j is let through', (line) => {
  expect(isChatter(line)).toBe(false);
});
