/** Locates libtensorflow. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import { packageFile } from '../../../package-root.js';
import { EngineUnavailableError } from '../../engine-errors/index.js';
import { cacheDirectory } from '../../store/index.js';

export interface TensorflowLibrary {
  /** The library to load. */
  path: string;
  /** Where it was found. */
  source: 'LAGRAPH_TENSORFLOW' | 'cache' | 'python' | 'tfjs-node-gpu' | 'tfjs-node';
}

/** In wheels, libtensorflow_cc has the C API and all kernels; in C packages, libtensorflow does. */
const libraryPatterns: Partial<Record<NodeJS.Platform, RegExp[]>> = {
  linux: [/^libtensorflow_cc\.so\.\d+$/, /^libtensorflow\.so(\.\d+)?$/],
  darwin: [/^libtensorflow_cc\.\d+\.dylib$/, /^libtensorflow(\.\d+)?\.dylib$/],
};

/** The library in a folder, or in `lib` or `tensorflow` below it. */
export function tensorflowLibraryIn(
  folder: string,
  platform: NodeJS.Platform = process.platform,
): string | null {
  for (const candidate of [folder, join(folder, 'lib'), join(folder, 'tensorflow')]) {
    const names = fileNamesIn(candidate);
    for (const pattern of libraryPatterns[platform] ?? []) {
      const name = names.find((one) => pattern.test(one));
      if (name) return join(candidate, name);
    }
  }
  return null;
}

function fileNamesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Package folders of the Python interpreters on the PATH, the active environment's first. */
export function pythonPackageFolders(env: NodeJS.ProcessEnv = process.env): string[] {
  const roots = [env.VIRTUAL_ENV, env.CONDA_PREFIX];
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const hasPython = ['python3', 'python'].some((name) => existsSync(join(folder, name)));
    if (folder !== '' && hasPython) roots.push(dirname(folder));
  }
  if (env.HOME) roots.push(join(env.HOME, '.local'));
  return [...new Set(roots)].flatMap((root) =>
    root
      ? ['lib', 'lib64'].flatMap((lib) =>
          fileNamesIn(join(root, lib))
            .filter((name) => /^python3\.\d+$/.test(name))
            .flatMap((name) => ['site-packages', 'dist-packages'].map((kind) => join(root, lib, name, kind))),
        )
      : [],
  );
}

/** Where tfjs's bindings, as resolved from a module at `from`, keep the library that they download. */
const tfjsNodeFolders = (from: URL) =>
  (['tfjs-node-gpu', 'tfjs-node'] as const).flatMap((name) => {
    try {
      const file = createRequire(from).resolve(`@tensorflow/${name}/package.json`);
      return [{ source: name, folder: join(dirname(file), 'deps') }];
    } catch {
      return [];
    }
  });

export interface TensorflowSearchOptions {
  env?: NodeJS.ProcessEnv;
  /** lagraph's cache. */
  cache?: string;
  /**
   * A file whose package may have a library beside it: lagraph's own. Never the working directory, which may be
   * anyone's: loading a library runs its code.
   */
  installed?: URL;
  platform?: NodeJS.Platform;
}

/** All copies of libtensorflow, the one to use first. With `LAGRAPH_TENSORFLOW=none` it is as if there were none. */
export function findAllTensorflow({
  env = process.env,
  cache = cacheDirectory(),
  installed = packageFile('package.json'),
  platform = process.platform,
}: TensorflowSearchOptions = {}): TensorflowLibrary[] {
  const explicit = env.LAGRAPH_TENSORFLOW;
  if (explicit === 'none') return [];
  if (explicit) {
    const given = resolve(explicit);
    const path = statSync(given, { throwIfNoEntry: false })?.isFile()
      ? given
      : tensorflowLibraryIn(given, platform);
    if (!path)
      throw new TensorflowUnavailableError(`LAGRAPH_TENSORFLOW is ${explicit}, where no libtensorflow lies.`);
    return [{ path, source: 'LAGRAPH_TENSORFLOW' }];
  }
  const candidates: { source: TensorflowLibrary['source']; folder: string }[] = [
    { source: 'cache', folder: join(cache, 'tensorflow') },
    ...pythonPackageFolders(env).map((folder) => ({ source: 'python' as const, folder })),
    ...tfjsNodeFolders(installed),
  ];
  return candidates.flatMap(({ source, folder }) => {
    const path = tensorflowLibraryIn(folder, platform);
    return path ? [{ path, source }] : [];
  });
}

/** There is no libtensorflow, or none that works. The message says what to do. */
export class TensorflowUnavailableError extends EngineUnavailableError {}

export function findTensorflow(options?: TensorflowSearchOptions): TensorflowLibrary {
  const [first] = findAllTensorflow(options);
  if (first) return first;
  throw new TensorflowUnavailableError(
    'There is no TensorFlow on this machine that lagraph can find. `lagraph engines add tensorflow` brings one; ' +
      'LAGRAPH_TENSORFLOW names the folder of one that lies elsewhere.',
  );
}
