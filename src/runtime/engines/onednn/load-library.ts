/** Loads oneDNN's library into the process, for good, and checks that it is one that the engine can call. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import koffi from 'koffi';
import { keepLoaded } from '../shared-libraries/index.js';
import { OnednnUnavailableError } from './find-library.js';
import { libraryFileProblem } from './library-file.js';

export type NativeLibrary = ReturnType<typeof koffi.load>;

export interface LoadedOnednn {
  path: string;
  /** `3.11.0`. */
  version: string;
  /** What runs its loops in parallel. */
  threading: 'openmp' | 'tbb' | 'sequential' | 'threadpool' | 'unknown';
  /** The instruction set that its kernels use on this processor, `avx512_core_amx`; null where it does not say. */
  isa: string | null;
  /** Its functions, by `library.func(declaration)`. */
  library: NativeLibrary;
}

/** The oldest version that is used: the interface of 3.x is stable, but kernels of older ones crash. */
const OLDEST_VERSION = [3, 11] as const;

/** `DNNL_RUNTIME_*` of dnnl_config.h. */
const THREADING: Readonly<Record<number, LoadedOnednn['threading']>> = {
  1: 'sequential',
  2: 'openmp',
  4: 'tbb',
  8: 'threadpool',
};

/** `dnnl_cpu_isa_t` of dnnl_types.h. */
const INSTRUCTION_SETS: Readonly<Record<number, string>> = {
  0x1: 'sse41',
  0x3: 'avx',
  0x7: 'avx2',
  0xf: 'avx2_vnni',
  0x1f: 'avx2_vnni_2',
  0x27: 'avx512_core',
  0x67: 'avx512_core_vnni',
  0xe7: 'avx512_core_bf16',
  0x1ef: 'avx512_core_fp16',
  0xfef: 'avx512_core_amx',
  0x1fef: 'avx512_core_amx_fp16',
  0x201ff: 'avx10_2_512',
  0x22fff: 'avx10_2_512_amx_2',
};

/** The OpenMP runtimes that may lie beside the library. */
const OPENMP_NAMES = /^lib(gomp|iomp5|omp)\.(so(\.\d+)?|(\d+\.)?dylib)$/;

const loaded = new Map<string, LoadedOnednn>();

/** Throws OnednnUnavailableError with the reason and with what to do. */
export function loadOnednn(path: string): LoadedOnednn {
  const known = loaded.get(path);
  if (known) return known;
  const unusable = (why: string, cause?: unknown) =>
    new OnednnUnavailableError(
      `${path} ${why}. \`lagraph engines add onednn\` brings one that works here; LAGRAPH_ONEDNN names the folder of another.`,
      { cause },
    );
  let library: NativeLibrary;
  let version: DnnlVersion;
  let isa: number;
  // How long OpenMP's threads wait actively for the next primitive: long enough for the call of it, not so long that they
  // keep threads that compute between two primitives from a core. libgomp reads it when it is loaded.
  process.env.GOMP_SPINCOUNT ??= '2000';
  try {
    const problem = libraryFileProblem(path);
    if (problem !== null) throw unusable(problem);
    for (const one of [...openmpBeside(path), path]) keepLoaded(one);
    library = koffi.load(path);
    version = versionOf(library);
    isa = Number(library.func('int dnnl_get_effective_cpu_isa()')());
  } catch (error) {
    if (error instanceof OnednnUnavailableError) throw error;
    throw unusable(`can't be loaded (${error instanceof Error ? error.message : String(error)})`, error);
  }
  const { major, minor, patch } = version;
  const text = `${major}.${minor}.${patch}`;
  if (major !== OLDEST_VERSION[0] || minor < OLDEST_VERSION[1])
    throw unusable(
      `is oneDNN ${text}, and the engine needs ${OLDEST_VERSION.join('.')} or a later ${OLDEST_VERSION[0]}.x`,
    );
  const found: LoadedOnednn = {
    path,
    version: text,
    threading: THREADING[version.cpu_runtime] ?? 'unknown',
    isa: INSTRUCTION_SETS[isa] ?? null,
    library,
  };
  loaded.set(path, found);
  return found;
}

function openmpBeside(path: string): string[] {
  const folder = dirname(path);
  return readdirSync(folder)
    .filter((name) => OPENMP_NAMES.test(name))
    .map((name) => join(folder, name));
}

interface DnnlVersion {
  major: number;
  minor: number;
  patch: number;
  cpu_runtime: number;
}

function versionOf(library: NativeLibrary): DnnlVersion {
  const type = koffi.struct({
    major: 'int',
    minor: 'int',
    patch: 'int',
    hash: 'const char *',
    cpu_runtime: 'unsigned int',
    gpu_runtime: 'unsigned int',
  });
  const pointer: unknown = library.func('const void *dnnl_version()')();
  return koffi.decode(pointer, type) as DnnlVersion;
}
