/**
 * Wheels without pip: downloaded from PyPI, verified against PyPI's SHA-256, and unpacked. A wheel is a zip archive
 * (https://packaging.python.org/en/latest/specifications/binary-distribution-format/).
 */
import { createWriteStream } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { downloadFile, DEFAULT_RETRY_POLICY } from '../../download/index.js';
import { makeDirectory } from '../../store/index.js';
import { TensorflowUnavailableError } from './find-library.js';

export interface Wheel {
  url: string;
  sha256: string;
  /** Size in bytes; no more are downloaded. */
  size: number;
}

/** The version that lagraph's tests run with. */
export const TESTED_TENSORFLOW_VERSION = '2.21.0';

const PYPI = 'https://files.pythonhosted.org/packages';

/** The tested version for Python 3.12, as on PyPI, by Node's names of platform and processor. */
export const TENSORFLOW_WHEELS: Readonly<Record<string, Wheel>> = {
  'linux-x64': {
    url: `${PYPI}/6f/07/a691049cb74276164d8449de9e25c4f51ad3111a3eba86358395d2552fc3/tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl`,
    sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
    size: 274_000_871,
  },
  'linux-arm64': {
    url: `${PYPI}/20/a5/f139fbbd4e81a2e556170718698acf518a71a84927fa1dc1f5935b6ab3d2/tensorflow-2.21.0-cp312-cp312-manylinux_2_27_aarch64.whl`,
    sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
    size: 281_946_471,
  },
  'darwin-arm64': {
    url: `${PYPI}/39/59/27adba20bbd1088b00fc0e9232aa21493b4800af2299eb6005017a6053f4/tensorflow-2.21.0-cp312-cp312-macosx_12_0_arm64.whl`,
    sha256: '56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712',
    size: 223_488_205,
  },
};

/** The wheel for this machine. */
export function wheelForThisMachine(): Wheel {
  const machine = `${process.platform}-${process.arch}`;
  const wheel = TENSORFLOW_WHEELS[machine];
  if (!wheel)
    throw new TensorflowUnavailableError(
      `There is no Python with pip, and no wheel of TensorFlow ${TESTED_TENSORFLOW_VERSION} for ${machine}.`,
    );
  return wheel;
}

const wheelName = (url: string): string => basename(new URL(url).pathname);

/** Removes downloaded wheels, also partial ones; returns the bytes freed. */
export async function removeDownloadedWheels(cache: string): Promise<number> {
  const ours = Object.values(TENSORFLOW_WHEELS).map(({ url }) => wheelName(url));
  let bytes = 0;
  for (const name of await readdir(cache).catch(() => [])) {
    if (!ours.some((wheel) => name.startsWith(wheel))) continue;
    const path = join(cache, name);
    bytes += (await stat(path)).size;
    await rm(path, { recursive: true });
  }
  return bytes;
}

interface WheelDownloadOptions {
  cache: string;
  say?: (line: string) => void;
  signal?: AbortSignal;
}

/** Extracts the files of a wheel that `keep` selects. An interrupted download is resumed. */
export async function downloadAndUnpackWheel(
  { url, sha256, size }: Wheel,
  { into, keep }: { into: string; keep: (name: string) => boolean },
  { cache, say = () => {}, signal }: WheelDownloadOptions,
): Promise<void> {
  const path = join(cache, wheelName(url));
  const patience = { ...DEFAULT_RETRY_POLICY, ...(signal ? { signal } : {}) };
  const got = await downloadFile([url], path, { sha256, size }, patience, say);
  const interrupted = () =>
    new TensorflowUnavailableError(
      'Interrupted. What came of the wheel is kept: the same command goes on from there.',
    );
  if (signal?.aborted) throw interrupted();
  if ('attempts' in got) {
    const tried = got.attempts.map(({ place, outcome }) => `\n  ${place}: ${outcome}`).join('');
    throw new TensorflowUnavailableError(
      `There is no Python with pip, and the wheel could not be downloaded:${tried}\n` +
        `Get it some other way, unpack it (it is a zip archive), and set LAGRAPH_TENSORFLOW to its folder.`,
    );
  }
  say(`Unpacking ${basename(path)}`);
  // Loaded by those who unpack.
  const { fromBufferPromise } = (await import('yauzl')).default;
  const { buffer, byteOffset, byteLength } = got.bytes;
  // The library rejects names that lead out of the folder.
  const archive = await fromBufferPromise(Buffer.from(buffer, byteOffset, byteLength), { lazyEntries: true });
  for await (const entry of archive.eachEntry()) {
    if (signal?.aborted) throw interrupted();
    if (entry.fileName.endsWith('/') || !keep(entry.fileName)) continue;
    const file = join(into, entry.fileName);
    await makeDirectory(dirname(file));
    await pipeline(await archive.openReadStreamPromise(entry), createWriteStream(file));
  }
  await rm(path, { force: true });
}
