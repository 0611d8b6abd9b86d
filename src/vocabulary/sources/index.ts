import { definitionsByName } from '../definitions-by-name.js';
import type { SourceDefinition } from '../definition-types.js';
import { handsSource } from './hands/index.js';
import { idxSource } from './idx.js';
import { imageFolderSource } from './image-folder/index.js';
import { mnistSource } from './mnist.js';
import { signsSource } from './signs.js';

export const sources: ReadonlyMap<string, SourceDefinition> = definitionsByName<SourceDefinition>([
  mnistSource,
  signsSource,
  handsSource,
  idxSource,
  imageFolderSource,
]);
