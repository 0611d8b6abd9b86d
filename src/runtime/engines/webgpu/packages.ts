/**
 * The npm packages of the engine: Dawn, Chromium's WebGPU, as a module for Node, and the kernels of tfjs that run on it.
 * Neither is a dependency of lagraph: Dawn is there for all platforms in one archive of 51 MB.
 */

export interface NpmPackage {
  name: string;
  version: string;
  /** Bytes of the archive. */
  size: number;
  /** The checksum that npm publishes: Subresource Integrity, SHA-512. */
  integrity: string;
  licence: string;
}

/** tfjs's kernels in WGSL, for the minor version of tfjs-core that lagraph uses. */
export const KERNELS_PACKAGE: NpmPackage = {
  name: '@tensorflow/tfjs-backend-webgpu',
  version: '4.22.0',
  size: 2_979_748,
  integrity:
    'sha512-lvIc7Af4Tl2BCdYp43iQmSCRq3asaKT0q2xaErphXiUZ+jqeB0bQa0ZvQys1Xatvto0U4/c90DVsHPfvkn5ftg==',
  licence: 'Apache-2.0',
};

export const DAWN_PACKAGE: NpmPackage = {
  name: 'webgpu',
  version: '0.6.2',
  size: 51_264_151,
  integrity:
    'sha512-3L4GfmqJLvYUIEWJngEQY+2HQiUlAFkg8+P8NDDj3Xx5hHHIFO/r8JW+ynfqBj7kHN4mbnwO74uB+lrRtLhp4Q==',
  licence: 'MIT, and Dawn in it BSD-3-Clause',
};

/**
 * The file of the kernels that is loaded: it requires tfjs-core and nothing else. The one for Node (ES5) can't inherit from classes
 * of ES2015, which tfjs-core has in lagraph's bundles.
 */
export const KERNELS_FILE = 'dist/tf-backend-webgpu.es2017.js';

/** The folder in Dawn's package with the libraries for a machine; the package itself chooses by the same rule. */
export const dawnFolder = (platform: string = process.platform, arch: string = process.arch): string =>
  `dist/${platform}-${platform === 'darwin' ? 'universal' : arch}`;

/** Machines that Dawn's package has libraries for. */
export const DAWN_MACHINES = [
  'linux-x64',
  'linux-arm64',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64',
  'win32-arm64',
];
