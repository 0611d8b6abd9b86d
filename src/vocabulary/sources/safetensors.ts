import { defineArraySource } from './files/index.js';

export const safetensorsSource = defineArraySource({
  name: 'safetensors',
  summary: 'Arrays of a safetensors file, by name.',
  place: 'key',
});
