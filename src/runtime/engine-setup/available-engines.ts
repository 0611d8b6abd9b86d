/** Which engines work on this machine. Each is probed in a child process, so that a broken library does no harm. */
import type { TensorflowInstallOptions, TensorflowLibrary } from '../engines/index.js';
import { DEFAULT_ENGINE } from '../api/index.js';
import { runJob } from '../jobs/index.js';

export interface EngineStatus {
  name: string;
  state: 'ready' | 'missing' | 'broken';
  /** Whether it is the default of `--engine`. */
  isDefault: boolean;
  version: string | null;
  device: 'CPU' | 'GPU' | null;
  /** What it computes with, for users. */
  with: string | null;
  /** Path of its library, if it is not part of lagraph. */
  path: string | null;
  /** Where the library comes from: `cache` is lagraph's own copy. */
  source: string | null;
  /** What is wrong, and what to do about it. */
  problem: string | null;
  advice: string | null;
}

const unknownStatus = {
  version: null,
  device: null,
  with: null,
  path: null,
  source: null,
  problem: null,
  advice: null,
};

async function probeEngine(name: string, advice: string, found?: TensorflowLibrary): Promise<EngineStatus> {
  const place = found ? { path: found.path, source: found.source } : {};
  const common = { name, isDefault: name === DEFAULT_ENGINE, ...unknownStatus, ...place };
  try {
    const probed = await runJob(
      { task: 'probe', engine: name, ...(found ? { path: found.path } : {}) },
      { event: () => undefined },
    );
    return { ...common, ...probed, state: 'ready' };
  } catch (error) {
    return { ...common, state: 'broken', problem: (error as Error).message, advice };
  }
}

const REINSTALL = 'Install lagraph again with `npm install`.';

const ADD_ANOTHER = '`lagraph engines add tensorflow` brings one that works.';
const ADD_MISSING = '`lagraph engines add tensorflow` brings it.';

/**
 * Every copy of TensorFlow's library. Only the first is used, even if it is broken: the others are used once it is
 * removed.
 */
export async function probeTensorflowCopies({ first = false } = {}): Promise<EngineStatus[]> {
  // Imported from its own folder: the libraries of the other engines are loaded by their probes only.
  const { findAllTensorflow, TensorflowUnavailableError } = await import('../engines/tensorflow/index.js');
  const common = { name: 'tensorflow', isDefault: false, ...unknownStatus };
  let copies: TensorflowLibrary[];
  try {
    copies = findAllTensorflow();
  } catch (error) {
    if (!(error instanceof TensorflowUnavailableError)) throw error;
    const advice = 'Correct LAGRAPH_TENSORFLOW, or unset it.';
    return [{ ...common, state: 'broken', problem: error.message, advice }];
  }
  if (copies.length === 0) {
    const problem = 'There is no libtensorflow on this machine.';
    return [{ ...common, state: 'missing', problem, advice: ADD_MISSING }];
  }
  const tried = first ? copies.slice(0, 1) : copies;
  return Promise.all(
    tried.map((found) => probeEngine('tensorflow', adviceForBrokenTensorflow(found), found)),
  );
}

function adviceForBrokenTensorflow({ source, path }: TensorflowLibrary): string {
  if (source === 'cache')
    return '`lagraph engines remove tensorflow` takes it away, `lagraph engines add tensorflow` brings it anew.';
  if (source === 'LAGRAPH_TENSORFLOW') return 'Correct LAGRAPH_TENSORFLOW, or unset it.';
  return `LAGRAPH_TENSORFLOW can name another one than ${path}; ${ADD_ANOTHER}`;
}

async function probeTfjsNode(): Promise<EngineStatus> {
  const { findTfjsNode } = await import('../engines/tfjs/index.js');
  const found = findTfjsNode();
  if (found) {
    const advice = `Build its binding anew, or remove ${found.name}.`;
    return { ...(await probeEngine('tfjs-node', advice)), path: found.entry, source: found.name };
  }
  const problem = 'Neither @tensorflow/tfjs-node-gpu nor @tensorflow/tfjs-node is installed beside lagraph.';
  const advice =
    '`npm install @tensorflow/tfjs-node` where lagraph is installed brings it, LAGRAPH_TFJS_NODE names the folder of ' +
    'another project that has it; --engine tensorflow does the same, faster.';
  return { name: 'tfjs-node', isDefault: false, ...unknownStatus, state: 'missing', problem, advice };
}

/** All engines of lagraph, the default first; `tensorflow` once for each copy of its library. */
export async function probeAllEngines(): Promise<EngineStatus[]> {
  const [onnx, tensorflow, tfjsNode, tfjs] = await Promise.all([
    probeEngine('onnx', REINSTALL),
    probeTensorflowCopies(),
    probeTfjsNode(),
    probeEngine('tfjs', REINSTALL),
  ]);
  return [onnx, ...tensorflow, tfjsNode, tfjs];
}

/** Install TensorFlow into lagraph's cache and probe it. Throws EngineSetupError with what to do. */
export async function addTensorflow(options: TensorflowInstallOptions): Promise<EngineStatus> {
  const { installTensorflow, TensorflowUnavailableError } = await import('../engines/tensorflow/index.js');
  try {
    let added: EngineStatus | null = null;
    const prove = async (path: string) => {
      added = await probeEngine('tensorflow', '', { path, source: 'cache' });
      if (added.state !== 'ready') throw new EngineSetupError(`It came, but does not work: ${added.problem}`);
    };
    const path = await installTensorflow({ ...options, prove });
    return { ...added!, path };
  } catch (error) {
    throw error instanceof TensorflowUnavailableError ? new EngineSetupError(error.message) : error;
  }
}

/** Remove what `addTensorflow` installed. Returns the bytes that were freed, null if there was nothing. */
export async function removeTensorflow(): Promise<number | null> {
  return (await import('../engines/tensorflow/index.js')).uninstallTensorflow();
}

/** A problem with engines that a user can solve. */
export class EngineSetupError extends Error {}
