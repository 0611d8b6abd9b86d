import type * as H5 from 'h5wasm';

interface Hdf5Library {
  h5: typeof H5;
  library: Awaited<typeof H5.ready>;
  /** A name for one more file of the library's own file system, which is in memory. */
  inside: string;
}

let files = 0;

/** The library, a WebAssembly build of HDF5, loaded at the first call. */
export async function loadHdf5(): Promise<Hdf5Library> {
  const h5 = await import('h5wasm');
  const library = await h5.ready;
  // By default it prints its errors and continues with undefined memory content.
  library.activate_throwing_error_handler();
  return { h5, library, inside: `/${files++}.h5` };
}
