import koffi from 'koffi';

/** dlopen's flags: RTLD_NOW and RTLD_NODELETE. */
const DLOPEN_FLAGS: Partial<Record<NodeJS.Platform, number>> = { linux: 0x1002, darwin: 0x82 };
/** GET_MODULE_HANDLE_EX_FLAG_PIN. */
const PIN = 1;

/**
 * Loads a library that is never unloaded: koffi closes libraries when the process exits or a worker thread ends, while
 * threads that the library started still run in it, which ends in a segmentation fault. Throws the dynamic linker's error.
 */
export function keepLoaded(path: string): void {
  if (process.platform === 'win32') {
    const kernel = koffi.load('kernel32.dll');
    koffi.load(path);
    const out = [null];
    kernel.func('bool GetModuleHandleExW(uint32_t flags, const char16_t *name, _Out_ void **module)')(
      PIN,
      path,
      out,
    );
    return;
  }
  const flags = DLOPEN_FLAGS[process.platform];
  if (flags === undefined) return;
  const system = koffi.load(null);
  const handle: unknown = system.func('void *dlopen(const char *path, int flags)')(path, flags);
  if (handle === null) throw new Error(String(system.func('const char *dlerror()')()));
}
