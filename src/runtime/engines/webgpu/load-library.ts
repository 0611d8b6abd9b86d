/** Loads Dawn and tfjs's kernels for it into the process, once, and asks for a device. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import {
  engine as tfjs,
  env,
  registerBackend,
  removeBackend,
  setBackend,
  version_core,
  type KernelBackend,
} from '@tensorflow/tfjs-core';
import { watchDevice, type DeviceFaults } from './device-faults.js';
import { type FoundWebgpu, packageFolder, packageVersion, WebgpuUnavailableError } from './find-library.js';
import { correctKernels } from './kernels/index.js';
import { mendShader } from './mend-shader.js';
import { DAWN_PACKAGE, KERNELS_FILE, KERNELS_PACKAGE } from './packages.js';
import type { Dawn, Gpu, GpuAdapter, GpuAdapterInfo, GpuDevice } from './web-gpu.js';

/** tfjs's name of the backend. */
export const BACKEND = 'webgpu';

/** A device, ready to compute. */
export interface LoadedWebgpu {
  /** Of Dawn's package, and of the kernels'. */
  versions: { dawn: string; kernels: string };
  adapter: AdapterFacts;
  device: GpuDevice;
  faults: DeviceFaults;
  backend: KernelBackend;
}

export interface AdapterFacts {
  /** For users: `NVIDIA GeForce RTX 4090`. */
  name: string;
  /** Vendor, architecture and driver, which decide what a kernel's sums round to. */
  identity: string;
  isSoftware: boolean;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

let loaded: Promise<LoadedWebgpu> | null = null;

/** Throws WebgpuUnavailableError with the reason and with what to do. The first copy that is asked for stays. */
export const loadWebgpu = (found: FoundWebgpu): Promise<LoadedWebgpu> => (loaded ??= load(found));

async function load({ path }: FoundWebgpu): Promise<LoadedWebgpu> {
  const versions = {
    dawn: packageVersion(path, DAWN_PACKAGE.name),
    kernels: packageVersion(path, KERNELS_PACKAGE.name),
  };
  // Kernels and core are released together; others may call what this core lacks.
  const minor = (version: string) => version.split('.', 2).join('.');
  if (minor(versions.kernels) !== minor(version_core))
    throw new WebgpuUnavailableError(
      `${KERNELS_PACKAGE.name} in ${path} is ${versions.kernels}, and lagraph needs ${KERNELS_PACKAGE.version}: \`lagraph engines add webgpu\` brings it.`,
    );
  let dawn: Dawn;
  try {
    dawn = (await import(
      pathToFileURL(join(packageFolder(path, DAWN_PACKAGE.name), 'index.js')).href
    )) as Dawn;
  } catch (error) {
    throw new WebgpuUnavailableError(
      `Dawn in ${path} does not load: ${messageOf(error)}. \`lagraph engines add webgpu\` brings one for this machine.`,
      { cause: error },
    );
  }
  const gpu = dawn.create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) throw new WebgpuUnavailableError(noDeviceMessage());
  const Backend = await loadKernels(path, dawn, gpu);
  // Otherwise kernels of small tensors that are not on the device yet are computed in JavaScript.
  env().set('WEBGPU_CPU_FORWARD', false);
  correctKernels(BACKEND);
  const device = await openDevice(adapter);
  const createShaderModule = device.createShaderModule.bind(device);
  device.createShaderModule = ({ code, ...rest }) => createShaderModule({ ...rest, code: mendShader(code) });
  const backend = new Backend(device, adapter.info);
  await startBackend(backend);
  return { versions, adapter: factsOf(adapter), device, faults: watchDevice(device), backend };
}

const DRIVERS: Partial<Record<NodeJS.Platform, string>> = {
  linux:
    'It needs the Vulkan loader (libvulkan.so.1, the package libvulkan1 or vulkan-loader) and a Vulkan driver of the card ' +
    '(NVIDIA: the driver itself; AMD and Intel: mesa-vulkan-drivers); `vulkaninfo --summary` shows what there is.',
  darwin: 'It needs a graphics processor with Metal.',
  win32: 'It needs a graphics driver with Direct3D 12.',
};

const noDeviceMessage = (): string =>
  `There is no graphics device that WebGPU can use. ${DRIVERS[process.platform] ?? ''} The engines onnx, onednn and tensorflow compute without one.`;

function factsOf({ info }: GpuAdapter): AdapterFacts {
  const { vendor, architecture, device, description, isFallbackAdapter } = info;
  const isSoftware =
    isFallbackAdapter ||
    /swiftshader|llvmpipe|lavapipe|\bwarp\b|basic render/i.test(`${architecture} ${device} ${description}`);
  const words = [vendor, architecture, device, description].filter((word) => word !== '');
  // The device as Dawn writes it, without spaces, and the driver; browsers keep them to themselves.
  const names = [device.replace(/-+$/, '') || `${vendor} ${architecture}`.trim(), description];
  return {
    name: names.filter((part) => part !== '').join(', ') || 'a device without a name',
    identity: words.join('-').replace(/[^\w.-]+/g, '_'),
    isSoftware,
  };
}

type BackendClass = new (device: GpuDevice, info: GpuAdapterInfo) => KernelBackend;

/**
 * Runs the kernels' module, which registers them. `require('@tensorflow/tfjs-core')` in it gives this process's own tfjs, which
 * holds the tensors and the registries, also where that is part of a bundle. What browsers have as global names is given to
 * the module only: other libraries choose what they do by `navigator`.
 */
async function loadKernels(path: string, { globals }: Dawn, gpu: Gpu): Promise<BackendClass> {
  const file = join(packageFolder(path, KERNELS_PACKAGE.name), KERNELS_FILE);
  const core: unknown = await import('@tensorflow/tfjs-core');
  const navigator = { gpu };
  const exports: { WebGPUBackend?: BackendClass } = {};
  const names = {
    ...globals,
    navigator,
    globalThis: { navigator },
    exports,
    module: { exports },
    require(name: string): unknown {
      if (name === '@tensorflow/tfjs-core') return core;
      throw new Error(`it requires ${name}`);
    },
  };
  try {
    const run = compileFunction(readFileSync(file, 'utf8'), Object.keys(names), { filename: file }) as (
      ...given: unknown[]
    ) => void;
    run(...Object.values(names));
    // Of the module's own making, which would ask for another device.
    removeBackend(BACKEND);
    if (!exports.WebGPUBackend) throw new Error('it has no backend');
    return exports.WebGPUBackend;
  } catch (error) {
    throw new WebgpuUnavailableError(
      `${file} does not load: ${messageOf(error)}. \`lagraph engines add webgpu\` brings it anew.`,
      { cause: error },
    );
  }
}

/** Limits that tfjs's kernels are dispatched by; a device has the standard's least unless more is asked for. */
const LIMITS = [
  'maxComputeWorkgroupStorageSize',
  'maxComputeWorkgroupsPerDimension',
  'maxStorageBufferBindingSize',
  'maxBufferSize',
  'maxComputeWorkgroupSizeX',
  'maxComputeInvocationsPerWorkgroup',
] as const;

async function openDevice(adapter: GpuAdapter): Promise<GpuDevice> {
  const requiredLimits = Object.fromEntries(LIMITS.map((name) => [name, adapter.limits[name]!]));
  try {
    return await adapter.requestDevice({ requiredLimits });
  } catch (error) {
    throw new WebgpuUnavailableError(
      `The graphics device ${factsOf(adapter).name} could not be opened: ${messageOf(error)}. Another program may have all of it; a newer driver may help.`,
      { cause: error },
    );
  }
}

/** Makes the backend known to tfjs, whose current one stays. */
async function startBackend(backend: KernelBackend): Promise<void> {
  const before = tfjs().backendName;
  registerBackend(BACKEND, () => backend);
  await setBackend(BACKEND);
  if (before) await setBackend(before);
}
