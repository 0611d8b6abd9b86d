import { defineArraySource } from './files/index.js';

export const npzSource = defineArraySource({
  name: 'npz',
  summary: "Arrays of one of NumPy's archives (savez, savez_compressed), by name.",
  place: 'key',
});
