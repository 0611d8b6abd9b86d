import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** The instructions that libraries choose their kernels by, as far as they can be told. */
export function processor(): string {
  let flags: string[] = [];
  try {
    const line = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'));
    flags = line?.[1]?.trim().split(/\s+/) ?? [];
  } catch {
    // Not Linux.
  }
  const choice = ['avx512f', 'avx2', 'avx', 'sse2'].find((flag) => flags.includes(flag));
  if (choice) return flags.includes('fma') || choice === 'avx512f' ? choice : `${choice}-nofma`;
  return (cpus()[0]?.model ?? 'unknown').toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
