/**
 * What the header of a shared library says before it is loaded: the dynamic linker reports a library of another
 * processor as a missing file, and a truncated one ends the process (SIGBUS) when its missing pages are touched.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** ELF's e_machine (System V ABI), by Node's names of processors. */
const ELF_MACHINES: Readonly<Partial<Record<NodeJS.Architecture, number>>> = { x64: 62, arm64: 183 };
/** Mach-O's cputype. */
const MACHO_PROCESSORS: Readonly<Partial<Record<NodeJS.Architecture, number>>> = {
  x64: 0x0100_0007,
  arm64: 0x0100_000c,
};
/** PE's Machine. */
const PE_MACHINES: Readonly<Partial<Record<NodeJS.Architecture, number>>> = { x64: 0x8664, arm64: 0xaa64 };

const HEADER_BYTES = 4096;
const DAMAGED = 'is damaged: it ends before its end';

/** Why a file can't be a library for this machine, as what follows its path in a sentence; null if nothing is wrong. */
export function libraryFileProblem(
  path: string,
  { platform, arch }: { platform: NodeJS.Platform; arch: NodeJS.Architecture } = process,
): string | null {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(HEADER_BYTES);
    const header = bytes.subarray(0, readSync(file, bytes, 0, HEADER_BYTES, 0));
    const { size } = fstatSync(file);
    if (platform === 'linux') return elfProblem(header, size, arch);
    if (platform === 'darwin') return machoProblem(header, arch);
    return platform === 'win32' ? peProblem(header, arch) : null;
  } finally {
    closeSync(file);
  }
}

const ofOther = (arch: string) => `is a library for another processor than this one (${arch})`;
const noLibrary = (platform: string) => `is no shared library of ${platform}`;

function elfProblem(header: Buffer, size: number, arch: NodeJS.Architecture): string | null {
  if (header.length < 64 || header.toString('latin1', 0, 4) !== '\x7fELF') return noLibrary('Linux');
  // 64 bits, little-endian: the only ones that Node runs on and the engine is for.
  if (header[4] !== 2 || header[5] !== 1) return ofOther(arch);
  const machine = ELF_MACHINES[arch];
  if (machine !== undefined && header.readUInt16LE(18) !== machine) return ofOther(arch);
  // The table of sections is at the end of what linkers write.
  const end = Number(header.readBigUInt64LE(40)) + header.readUInt16LE(58) * header.readUInt16LE(60);
  return end > size ? DAMAGED : null;
}

function machoProblem(header: Buffer, arch: NodeJS.Architecture): string | null {
  if (header.length < 32) return noLibrary('macOS');
  // Universal files hold libraries for several processors; the dynamic linker chooses.
  if (header.readUInt32BE(0) === 0xcafe_babe) return null;
  if (header.readUInt32LE(0) !== 0xfeed_facf) return noLibrary('macOS');
  const processor = MACHO_PROCESSORS[arch];
  return processor !== undefined && header.readUInt32LE(4) !== processor ? ofOther(arch) : null;
}

function peProblem(header: Buffer, arch: NodeJS.Architecture): string | null {
  const at = header.length < 64 ? Infinity : header.readUInt32LE(60);
  if (header.toString('latin1', 0, 2) !== 'MZ' || at + 6 > header.length) return noLibrary('Windows');
  if (header.toString('latin1', at, at + 4) !== 'PE\0\0') return noLibrary('Windows');
  const machine = PE_MACHINES[arch];
  return machine !== undefined && header.readUInt16LE(at + 4) !== machine ? ofOther(arch) : null;
}
