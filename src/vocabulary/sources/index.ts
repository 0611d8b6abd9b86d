import { words } from '../words.js';
import type { SourceDefinition } from '../types.js';
import { hands } from './hands/index.js';
import { idx } from './idx.js';
import { imageFolder } from './image-folder/index.js';
import { mnist } from './mnist.js';
import { signs } from './signs.js';

export const sources: ReadonlyMap<string, SourceDefinition> = words<SourceDefinition>([
  mnist,
  signs,
  hands,
  idx,
  imageFolder,
]);
