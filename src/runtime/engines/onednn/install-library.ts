/** Installs oneDNN's library into lagraph's cache, and uninstalls it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheDirectory } from '../../store/index.js';
import {
  downloadAndUnpack,
  installFolder,
  uninstallLibrary,
  type ArchiveOptions,
} from '../library-install/index.js';
import {
  ONEDNN_ARTIFACT_VERSION,
  ONEDNN_JARS,
  onednnArchive,
  onednnJar,
  type OnednnJar,
} from './archives.js';
import { OnednnUnavailableError, onednnLibraryIn } from './find-library.js';

export interface OnednnInstallOptions extends Partial<ArchiveOptions> {
  /** Verifies the new library; if it throws, the previous one stays. */
  prove?: (library: string) => Promise<void>;
  env?: NodeJS.ProcessEnv;
  /** The jar to use; this machine's by default. */
  jar?: OnednnJar;
}

/** Folder of the installed copy. */
export const onednnInstallFolder = (cache = cacheDirectory()): string => join(cache, 'onednn');

/** Who made what a jar brings, and under which licences, for users. */
export const onednnLicences = ({ openmp }: OnednnJar): string =>
  `oneDNN, Apache-2.0${openmp === null ? '' : `; ${openmp}`}`;

/** One line that says what is fetched: size, licences, checksum. */
export function describeOnednnDownload(jar: OnednnJar, env: NodeJS.ProcessEnv = process.env): string {
  const { url, size } = onednnArchive(jar, env);
  return `${url} (${(size / 1e6).toFixed(0)} MB; ${onednnLicences(jar)}; SHA-256 ${jar.sha256})`;
}

/**
 * Downloads the jar, unpacks the libraries into a temporary folder, and puts that into the cache. The previous copy is
 * replaced only when the new one is complete and proved.
 *
 * @returns the library's path
 */
export async function installOnednn(options: OnednnInstallOptions = {}): Promise<string> {
  const { cache = cacheDirectory(), env = process.env, say = () => {}, prove = async () => {} } = options;
  const jar = options.jar ?? onednnJar();
  const archive = onednnArchive(jar, env);
  const target = onednnInstallFolder(cache);
  say(`Fetching ${describeOnednnDownload(jar, env)}`);
  const within = `org/bytedeco/dnnl/${jar.classifier}/`;
  await installFolder(target, async (draft) => {
    const place = (name: string) => {
      const file = name.startsWith(within) ? name.slice(within.length) : '';
      return jar.files.includes(file) ? file : null;
    };
    const words = {
      name: 'the jar',
      failed: 'The jar with oneDNN could not be downloaded',
      advice:
        'Get it some other way, unpack it (it is a zip archive), and set LAGRAPH_ONEDNN to the folder of the library in ' +
        'it; or name a mirror of Maven Central by LAGRAPH_MAVEN_REPOSITORY.',
    };
    await downloadAndUnpack(archive, { into: draft, place }, words, { ...options, cache });
    await writeFile(join(draft, 'LICENCES.txt'), licenceText(jar, archive.url));
    const library = onednnLibraryIn(draft);
    if (!library)
      throw new OnednnUnavailableError(`The jar has no oneDNN for this system (${process.platform}).`);
    await prove(library);
  });
  return onednnLibraryIn(target)!;
}

const licenceText = (jar: OnednnJar, url: string) =>
  `${jar.files.join(' and ')} of org.bytedeco:dnnl:${ONEDNN_ARTIFACT_VERSION}, ${url}

oneDNN: Apache License 2.0, https://github.com/uxlfoundation/oneDNN/blob/main/LICENSE
${jar.openmp === null ? '' : `${jar.openmp}\n`}`;

/** Removes the installed copy, and downloads that were cut off. Returns the bytes freed; null if there was nothing. */
export const uninstallOnednn = (cache = cacheDirectory()): Promise<number | null> =>
  uninstallLibrary(
    onednnInstallFolder(cache),
    Object.values(ONEDNN_JARS).map((jar) => onednnArchive(jar, {}).url),
    cache,
  );
