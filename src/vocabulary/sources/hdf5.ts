import { defineArraySource } from './files/index.js';

export const hdf5Source = defineArraySource({
  name: 'hdf5',
  summary: 'Datasets of an HDF5 file (.h5), by their paths in it; numbers or texts, packed or not.',
  place: 'key',
});
