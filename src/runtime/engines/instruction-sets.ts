import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

function cpuFlags(): Set<string> {
  try {
    const line = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'));
    return new Set(line?.[1]?.trim().split(/\s+/));
  } catch {
    // Not Linux.
    return new Set();
  }
}

/**
 * The widest vector instruction set, by which libraries dispatch kernels; the CPU model where flags can't be read.
 */
export function instructionSet(): string {
  const flags = cpuFlags();
  const choice = ['avx512f', 'avx2', 'avx', 'sse2'].find((flag) => flags.has(flag));
  if (choice) return flags.has('fma') || choice === 'avx512f' ? choice : `${choice}-nofma`;
  return (cpus()[0]?.model ?? 'unknown').toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/** All vector and matrix instruction sets that oneDNN dispatches on; empty where flags can't be read. */
export function vectorInstructionSets(): string[] {
  const flags = cpuFlags();
  return [
    'avx',
    'avx2',
    'fma',
    'avx_vnni',
    'avx512f',
    'avx512_vnni',
    'avx512_bf16',
    'avx512_fp16',
    'amx_tile',
  ].filter((flag) => flags.has(flag));
}
