import { words } from '../words.js';
import type { SourceDefinition } from '../types.js';

export const sources: ReadonlyMap<string, SourceDefinition> = words<SourceDefinition>([]);
