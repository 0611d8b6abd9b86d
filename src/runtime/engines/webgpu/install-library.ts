/** Installs the engine's packages into lagraph's cache, and uninstalls them. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from '../../store/index.js';
import {
  downloadAndUnpack,
  installFolder,
  uninstallLibrary,
  type ArchiveOptions,
} from '../library-install/index.js';
import { hasWebgpu, WebgpuUnavailableError } from './find-library.js';
import { NPM, npmRegistries, packageArchive, type RegistryOf } from './npm-registry.js';
import {
  DAWN_MACHINES,
  DAWN_PACKAGE,
  dawnFolder,
  KERNELS_FILE,
  KERNELS_PACKAGE,
  type NpmPackage,
} from './packages.js';

/** A package, and which of its files are wanted. */
export interface WantedPackage {
  of: NpmPackage;
  wants: (file: string) => boolean;
}

export interface WebgpuInstallOptions extends Partial<ArchiveOptions> {
  /** Verifies the new copy; if it throws, the previous one stays. */
  prove?: (folder: string) => Promise<void>;
  env?: NodeJS.ProcessEnv;
  /** The packages, the largest last: a download that is cut off goes on, and what came before it comes again. */
  packages?: readonly WantedPackage[];
}

/** Files beside the code that package managers and people look for. */
const ABOUT = /^(package\.json|licen[cs]e(\.\w+)?)$/i;

/** What is taken of both packages: the code that is loaded, and licences. Dawn has libraries for all platforms. */
const PACKAGES: readonly WantedPackage[] = [
  { of: KERNELS_PACKAGE, wants: (file) => file === KERNELS_FILE || ABOUT.test(file) },
  {
    of: DAWN_PACKAGE,
    wants: (file) => file === 'index.js' || ABOUT.test(file) || file.startsWith(`${dawnFolder()}/`),
  },
];

/** Folder of the installed copy. */
export const webgpuInstallFolder = (cache = cacheDirectory()): string => join(cache, 'webgpu');

/**
 * Downloads the packages from the user's npm registry and puts them into the cache. The previous copy is replaced only when
 * the new one is complete and proved.
 *
 * @returns the copy's folder
 */
export async function installWebgpu(options: WebgpuInstallOptions = {}): Promise<string> {
  const { cache = cacheDirectory(), env = process.env, say = () => {}, prove = async () => {} } = options;
  const { packages = PACKAGES } = options;
  const machine = `${process.platform}-${process.arch}`;
  if (!DAWN_MACHINES.includes(machine))
    throw new WebgpuUnavailableError(
      `There is no Dawn for ${machine}: --engine onnx and --engine tfjs work there.`,
    );
  const registryOf = await npmRegistries(env);
  const target = webgpuInstallFolder(cache);
  await installFolder(target, async (draft) => {
    for (const { of, wants } of packages)
      await addPackage(of, wants, draft, registryOf, { ...options, cache, say });
    await writeFile(join(draft, 'LICENCES.txt'), licenceText(packages, registryOf));
    if (!hasWebgpu(draft))
      throw new WebgpuUnavailableError(`The packages have no WebGPU for this system (${machine}).`);
    await prove(draft);
  });
  return target;
}

/** npm's archives have all files in this folder. */
const WITHIN = 'package/';

async function addPackage(
  of: NpmPackage,
  wants: WantedPackage['wants'],
  draft: string,
  registryOf: RegistryOf,
  options: ArchiveOptions,
): Promise<void> {
  const archive = packageArchive(of, registryOf);
  options.say?.(`Fetching ${archive.url} (${(of.size / 1e6).toFixed(0)} MB; ${of.licence}; ${of.integrity})`);
  const place = (name: string) => {
    const file = name.startsWith(WITHIN) ? name.slice(WITHIN.length) : '';
    return wants(file) ? join('node_modules', of.name, file) : null;
  };
  const words = {
    name: `the package ${of.name}`,
    failed: `The package ${of.name} could not be downloaded`,
    advice:
      '`npm config set registry ADDRESS` names another registry. Or do `npm install --ignore-scripts ' +
      `${DAWN_PACKAGE.name}@${DAWN_PACKAGE.version} ${KERNELS_PACKAGE.name}@${KERNELS_PACKAGE.version}\` in a folder of its own, and set LAGRAPH_WEBGPU to that.`,
  };
  await downloadAndUnpack(archive, { into: draft, place }, words, options);
}

const licenceText = (packages: readonly WantedPackage[], registryOf: RegistryOf): string =>
  packages
    .map(({ of }) => `${of.name} ${of.version}, ${packageArchive(of, registryOf).url}\n${of.licence}\n`)
    .join('\n');

/** Removes the installed copy, and downloads that were cut off. Returns the bytes freed; null if there was nothing. */
export const uninstallWebgpu = (cache = cacheDirectory()): Promise<number | null> =>
  uninstallLibrary(
    webgpuInstallFolder(cache),
    // Downloads are known by the ends of their addresses, which are the same in all registries.
    PACKAGES.map(({ of }) => packageArchive(of, () => NPM).url),
    cache,
  );
