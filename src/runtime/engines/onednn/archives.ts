/**
 * oneDNN as a Maven artifact of Bytedeco's: a jar (a zip archive) for each platform, with the shared library and the
 * OpenMP runtime that it was linked with. oneDNN's own releases have no libraries, and its Python packages end at older
 * versions or need a compiler's runtime.
 */
import { OnednnUnavailableError } from './find-library.js';
import type { LibraryArchive } from '../library-install/index.js';

/** The version that lagraph's tests run with. */
export const TESTED_ONEDNN_VERSION = '3.11';

/** Version of the artifact: oneDNN's, then that of Bytedeco's binding, which lagraph does not use. */
export const ONEDNN_ARTIFACT_VERSION = `${TESTED_ONEDNN_VERSION}-1.5.13`;

const MAVEN_CENTRAL = 'https://repo1.maven.org/maven2';

/** What is taken out of a platform's jar. */
export interface OnednnJar {
  /** The jar's platform, part of its name. */
  classifier: string;
  size: number;
  sha256: string;
  /** Names of the libraries in it: oneDNN first, then its OpenMP runtime. */
  files: readonly string[];
  /** The licence of the OpenMP runtime, for users; null if the system has it. */
  openmp: string | null;
}

const GNU_OPENMP = 'libgomp, GPL 3 with the GCC Runtime Library Exception';

/** The jars, by Node's names of platform and processor. Only linux-x64 has been tried. */
export const ONEDNN_JARS: Readonly<Record<string, OnednnJar>> = {
  'linux-x64': {
    classifier: 'linux-x86_64',
    size: 26_715_075,
    sha256: 'ee1f53d22b36862d8cda5cc260ac6f9764a04d2f34e2c3926bc526e2b79a6ffb',
    files: ['libdnnl.so.3', 'libgomp.so.1'],
    openmp: GNU_OPENMP,
  },
  'linux-arm64': {
    classifier: 'linux-arm64',
    size: 19_115_532,
    sha256: '6ac6c31745f6fb2b1285266c760855291485bebe1b88ecc24da724ce6f9d3a44',
    files: ['libdnnl.so.3', 'libgomp.so.1'],
    openmp: GNU_OPENMP,
  },
  'darwin-x64': {
    classifier: 'macosx-x86_64',
    size: 14_762_115,
    sha256: '7187655c7eaa19f0ebbc1df77a7318a96c6402161486c7b57064ed5ac7672a4a',
    files: ['libdnnl.3.dylib', 'libiomp5.dylib'],
    openmp: 'libiomp5, Apache-2.0 with LLVM exceptions',
  },
  'darwin-arm64': {
    classifier: 'macosx-arm64',
    size: 6_032_739,
    sha256: '6e20635a9f9aea3b6d3556122b6a854f0e227987657dfca4a4287815c7295c30',
    files: ['libdnnl.3.dylib', 'libomp.dylib'],
    openmp: 'libomp, Apache-2.0 with LLVM exceptions',
  },
  'win32-x64': {
    classifier: 'windows-x86_64',
    size: 15_693_420,
    sha256: '8f680518553aaca7d11f960b07dc7e8ab01ccf6f22a277c545754695b3766981',
    files: ['dnnl.dll'],
    openmp: null,
  },
};

/** The jar for a machine. */
export function onednnJar(machine = `${process.platform}-${process.arch}`): OnednnJar {
  const jar = Object.hasOwn(ONEDNN_JARS, machine) ? ONEDNN_JARS[machine] : undefined;
  if (!jar)
    throw new OnednnUnavailableError(
      `lagraph knows no oneDNN for ${machine}: --engine onnx and --engine tfjs work there.`,
    );
  return jar;
}

/** Where a jar is, at Maven Central or at a mirror of it, which `LAGRAPH_MAVEN_REPOSITORY` names. */
export function onednnArchive(
  { classifier, size, sha256 }: OnednnJar,
  env: NodeJS.ProcessEnv = process.env,
): LibraryArchive {
  const repository = (env.LAGRAPH_MAVEN_REPOSITORY || MAVEN_CENTRAL).replace(/\/+$/, '');
  const address = URL.canParse(repository) ? new URL(repository) : null;
  if (address === null || !/^https?:$/.test(address.protocol) || address.username !== '')
    throw new OnednnUnavailableError(
      `LAGRAPH_MAVEN_REPOSITORY must be the address of a Maven repository, without a name and password, like ${MAVEN_CENTRAL}.`,
    );
  const version = ONEDNN_ARTIFACT_VERSION;
  return {
    url: `${repository}/org/bytedeco/dnnl/${version}/dnnl-${version}-${classifier}.jar`,
    size,
    checksum: { sha256 },
  };
}
