import type * as H5 from 'h5wasm';
import { loadHdf5 } from './load-hdf5.js';

export interface Hdf5Writer {
  /** Writes a dataset; the groups on the way to it are made. */
  dataset(path: string, shape: readonly number[], data: Float32Array): void;
  /** Makes a group, if it is not there yet, and gives it an attribute. */
  attribute(group: string, name: string, value: string): void;
}

/** The bytes of an HDF5 file. */
export async function writeHdf5(build: (writer: Hdf5Writer) => void): Promise<Uint8Array> {
  const { h5, library, inside } = await loadHdf5();
  const file = new h5.File(inside, 'w');
  try {
    const groups = new Map<string, H5.Group>([['', file]]);
    const groupAt = (name: string): H5.Group => {
      const known = groups.get(name);
      if (known) return known;
      const at = name.lastIndexOf('/');
      const made = groupAt(at < 0 ? '' : name.slice(0, at)).create_group(name.slice(at + 1));
      groups.set(name, made);
      return made;
    };
    build({
      dataset(name, shape, data) {
        const at = name.lastIndexOf('/');
        const group = groupAt(at < 0 ? '' : name.slice(0, at));
        group.create_dataset({ name: name.slice(at + 1), data, shape: [...shape], dtype: '<f' });
      },
      attribute: (group, name, value) => groupAt(group).create_attribute(name, value),
    });
    file.flush();
  } finally {
    file.close();
  }
  try {
    return library.FS.readFile(inside);
  } finally {
    library.FS.unlink(inside);
  }
}
