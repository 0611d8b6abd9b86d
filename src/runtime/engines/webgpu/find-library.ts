/** Locates the packages of the engine. Nothing is loaded. */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EngineUnavailableError } from '../../engine-errors/index.js';
import { cacheDirectory } from '../../store/index.js';
import { DAWN_PACKAGE, dawnFolder, KERNELS_FILE, KERNELS_PACKAGE } from './packages.js';

export interface FoundWebgpu {
  /** The folder whose `node_modules` holds both packages. */
  path: string;
  source: 'LAGRAPH_WEBGPU' | 'cache';
}

/** The packages are missing or don't load, or no device is there. The message says what to do. */
export class WebgpuUnavailableError extends EngineUnavailableError {}

/** The folder of a package below a copy. */
export const packageFolder = (path: string, name: string): string => join(path, 'node_modules', name);

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** Whether a folder has both packages, Dawn with a library for this machine. */
export const hasWebgpu = (path: string): boolean =>
  isFile(join(packageFolder(path, KERNELS_PACKAGE.name), KERNELS_FILE)) &&
  isFile(join(packageFolder(path, DAWN_PACKAGE.name), dawnFolder(), 'dawn.node'));

export interface WebgpuSearchOptions {
  env?: NodeJS.ProcessEnv;
  /** lagraph's cache. */
  cache?: string;
}

/** All copies, the one to use first. With `LAGRAPH_WEBGPU=none` it is as if there were none. */
export function findAllWebgpu({
  env = process.env,
  cache = cacheDirectory(),
}: WebgpuSearchOptions = {}): FoundWebgpu[] {
  const explicit = env.LAGRAPH_WEBGPU;
  if (explicit === 'none') return [];
  if (explicit) {
    const path = resolve(explicit);
    if (!hasWebgpu(path))
      throw new WebgpuUnavailableError(
        `LAGRAPH_WEBGPU is ${explicit}, where the packages ${DAWN_PACKAGE.name} and ${KERNELS_PACKAGE.name} are not installed, or not for this machine (${process.platform}-${process.arch}).`,
      );
    return [{ path, source: 'LAGRAPH_WEBGPU' }];
  }
  const cached = join(cache, 'webgpu');
  return hasWebgpu(cached) ? [{ path: cached, source: 'cache' }] : [];
}

export function findWebgpu(options?: WebgpuSearchOptions): FoundWebgpu {
  const [first] = findAllWebgpu(options);
  if (first) return first;
  throw new WebgpuUnavailableError(
    'The engine webgpu is not installed: `lagraph engines add webgpu` brings it; LAGRAPH_WEBGPU names a folder in which ' +
      `\`npm install ${DAWN_PACKAGE.name}@${DAWN_PACKAGE.version} ${KERNELS_PACKAGE.name}@${KERNELS_PACKAGE.version}\` was done.`,
  );
}

/** The version of an installed package. */
export function packageVersion(path: string, name: string): string {
  const text = readFileSync(join(packageFolder(path, name), 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
