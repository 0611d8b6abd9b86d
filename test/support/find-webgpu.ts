/** Tests of the webgpu engine run if its packages are there and a device; otherwise they are reported as skipped. */
import { existsSync } from 'node:fs';
import koffi from 'koffi';
import { findAllWebgpu } from '../../src/runtime/engines/webgpu/index.js';

/** Debian's chromium brings a software device, SwiftShader, and the Vulkan loader that finds it. */
const CHROMIUM = '/usr/lib/chromium';

/** What a process needs in its environment to compute on the software device; null if there is none. */
export const softwareDevice: NodeJS.ProcessEnv | null =
  existsSync(`${CHROMIUM}/vk_swiftshader_icd.json`) && existsSync(`${CHROMIUM}/libvulkan.so.1`)
    ? { VK_ICD_FILENAMES: `${CHROMIUM}/vk_swiftshader_icd.json`, LD_LIBRARY_PATH: CHROMIUM }
    : null;

/** dlopen's flags: RTLD_NOW and RTLD_GLOBAL. */
const DLOPEN_FLAGS = 0x102;

// This process: the dynamic linker's path is read when a process starts, but what is loaded is found by its name.
if (softwareDevice) {
  process.env.VK_ICD_FILENAMES = softwareDevice.VK_ICD_FILENAMES;
  koffi.load(null).func('void *dlopen(const char *path, int flags)')(
    `${CHROMIUM}/libvulkan.so.1`,
    DLOPEN_FLAGS,
  );
}

/** For `describe.skipIf`. A graphics card is not used: what it rounds to is not known. */
export const noWebgpu = softwareDevice === null || findAllWebgpu().length === 0;

if (noWebgpu && process.env.LAGRAPH_REQUIRE_WEBGPU)
  throw new Error('LAGRAPH_REQUIRE_WEBGPU is set, and the engine webgpu or its software device is not there');
