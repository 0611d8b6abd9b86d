import { defineArraySource } from './files/index.js';

export const npySource = defineArraySource({
  name: 'npy',
  summary: "Arrays of NumPy's .npy files, one file for each field.",
  place: 'path',
});
