/** Engines whose libraries do not come with lagraph: their copies on this machine, brought and removed. */
import { EngineUnavailableError } from '../engine-errors/index.js';
import {
  EngineSetupError,
  probeEngine,
  statusOf,
  type EngineStatus,
  type FoundLibrary,
} from './engine-status.js';

/** Engines that can be added. */
export type LibraryEngineName = 'onednn' | 'tensorflow' | 'webgpu';

export interface AddEngineOptions {
  /** With CUDA, for NVIDIA's GPUs (TensorFlow only). */
  gpu?: boolean;
  /** Receives progress lines. */
  say?: (line: string) => void;
  signal?: AbortSignal;
  env?: NodeJS.ProcessEnv;
}

interface LibraryEngine {
  /** The variable that names a copy. */
  variable: string;
  /** What is said where there is none. */
  missing: string;
  findAll(): FoundLibrary[];
  /** Returns the library's path. */
  install(options: AddEngineOptions & { prove: (library: string) => Promise<void> }): Promise<string>;
  uninstall(): Promise<number | null>;
}

/** Each imported from its own folder: the libraries of the other engines are loaded by their probes only. */
const libraryEngines: Readonly<Record<LibraryEngineName, () => Promise<LibraryEngine>>> = {
  async onednn() {
    const { findAllOnednn, installOnednn, uninstallOnednn } = await import('../engines/onednn/index.js');
    return {
      variable: 'LAGRAPH_ONEDNN',
      missing: 'There is no oneDNN on this machine.',
      findAll: findAllOnednn,
      install: ({ gpu, ...options }) => {
        if (gpu) throw new EngineSetupError('--gpu is for TensorFlow: oneDNN computes on the processor.');
        return installOnednn(options);
      },
      uninstall: uninstallOnednn,
    };
  },
  async tensorflow() {
    const { findAllTensorflow, installTensorflow, uninstallTensorflow } =
      await import('../engines/tensorflow/index.js');
    return {
      variable: 'LAGRAPH_TENSORFLOW',
      missing: 'There is no libtensorflow on this machine.',
      findAll: findAllTensorflow,
      install: installTensorflow,
      uninstall: uninstallTensorflow,
    };
  },
  async webgpu() {
    const { findAllWebgpu, installWebgpu, uninstallWebgpu } = await import('../engines/webgpu/index.js');
    return {
      variable: 'LAGRAPH_WEBGPU',
      missing: 'The packages of the engine webgpu are not on this machine.',
      findAll: findAllWebgpu,
      install: ({ gpu, ...options }) => {
        if (gpu) throw new EngineSetupError('--gpu is for TensorFlow: webgpu computes on any graphics card.');
        return installWebgpu(options);
      },
      uninstall: uninstallWebgpu,
    };
  },
};

/**
 * Every copy of an engine's library. Only the first is used, even if it is broken: the others are used once it is
 * removed.
 *
 * @param first only the copy that would be used
 */
export async function probeLibraryCopies(
  name: LibraryEngineName,
  { first = false } = {},
): Promise<EngineStatus[]> {
  const { variable, missing, findAll } = await libraryEngines[name]();
  const correct = `Correct ${variable}, or unset it.`;
  let copies: FoundLibrary[];
  try {
    copies = findAll();
  } catch (error) {
    if (!(error instanceof EngineUnavailableError)) throw error;
    return [statusOf(name, { state: 'broken', problem: error.message, advice: correct })];
  }
  if (copies.length === 0) {
    const advice = `\`lagraph engines add ${name}\` brings it.`;
    return [statusOf(name, { state: 'missing', problem: missing, advice })];
  }
  const adviceFor = ({ source, path }: FoundLibrary) => {
    if (source === variable) return correct;
    if (source === 'cache')
      return `\`lagraph engines remove ${name}\` takes it away, \`lagraph engines add ${name}\` brings it anew.`;
    return `${variable} can name another one than ${path}; \`lagraph engines add ${name}\` brings one that works.`;
  };
  const tried = first ? copies.slice(0, 1) : copies;
  return Promise.all(tried.map((found) => probeEngine(name, adviceFor(found), found)));
}

/** Installs an engine's library into lagraph's cache and probes it. Throws EngineSetupError with what to do. */
export async function addEngine(name: LibraryEngineName, options: AddEngineOptions): Promise<EngineStatus> {
  const { install } = await libraryEngines[name]();
  try {
    let added: EngineStatus | null = null;
    const prove = async (path: string) => {
      added = await probeEngine(name, '', { path, source: 'cache' });
      if (added.state !== 'ready') throw new EngineSetupError(`It came, but does not work: ${added.problem}`);
    };
    const path = await install({ ...options, prove });
    return { ...added!, path };
  } catch (error) {
    throw error instanceof EngineUnavailableError ? new EngineSetupError(error.message) : error;
  }
}

/** Removes what `addEngine` installed. Returns the bytes that were freed, null if there was nothing. */
export const removeEngine = async (name: LibraryEngineName): Promise<number | null> =>
  (await libraryEngines[name]()).uninstall();
