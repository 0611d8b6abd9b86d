/**
 * Wheels without pip: downloaded from PyPI, verified against PyPI's SHA-256, and unpacked. A wheel is a zip archive
 * (https://packaging.python.org/en/latest/specifications/binary-distribution-format/).
 */
import { downloadAndUnpack, type ArchiveOptions, type LibraryArchive } from '../library-install/index.js';
import { TensorflowUnavailableError } from './find-library.js';

/** The version that lagraph's tests run with. */
export const TESTED_TENSORFLOW_VERSION = '2.21.0';

const PYPI = 'https://files.pythonhosted.org/packages';

/** The tested version for Python 3.12, as on PyPI, by Node's names of platform and processor. */
export const TENSORFLOW_WHEELS: Readonly<Record<string, LibraryArchive>> = {
  'linux-x64': {
    url: `${PYPI}/6f/07/a691049cb74276164d8449de9e25c4f51ad3111a3eba86358395d2552fc3/tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl`,
    checksum: { sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb' },
    size: 274_000_871,
  },
  'linux-arm64': {
    url: `${PYPI}/20/a5/f139fbbd4e81a2e556170718698acf518a71a84927fa1dc1f5935b6ab3d2/tensorflow-2.21.0-cp312-cp312-manylinux_2_27_aarch64.whl`,
    checksum: { sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552' },
    size: 281_946_471,
  },
  'darwin-arm64': {
    url: `${PYPI}/39/59/27adba20bbd1088b00fc0e9232aa21493b4800af2299eb6005017a6053f4/tensorflow-2.21.0-cp312-cp312-macosx_12_0_arm64.whl`,
    checksum: { sha256: '56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712' },
    size: 223_488_205,
  },
};

/** The wheel for this machine. */
export function wheelForThisMachine(): LibraryArchive {
  const machine = `${process.platform}-${process.arch}`;
  const wheel = TENSORFLOW_WHEELS[machine];
  if (!wheel)
    throw new TensorflowUnavailableError(
      `There is no Python with pip, and no wheel of TensorFlow ${TESTED_TENSORFLOW_VERSION} for ${machine}.`,
    );
  return wheel;
}

/** Extracts the files of a wheel that `keep` selects. An interrupted download is resumed. */
export const downloadAndUnpackWheel = (
  wheel: LibraryArchive,
  { into, keep }: { into: string; keep: (name: string) => boolean },
  options: ArchiveOptions,
): Promise<void> =>
  downloadAndUnpack(
    wheel,
    { into, place: (name) => (keep(name) ? name : null) },
    {
      name: 'the wheel',
      failed: 'There is no Python with pip, and the wheel could not be downloaded',
      advice:
        'Get it some other way, unpack it (it is a zip archive), and set LAGRAPH_TENSORFLOW to its folder.',
    },
    options,
  );
