import { words } from '../words.js';
import type { InitializerDefinition } from '../types.js';

export const initializers: ReadonlyMap<string, InitializerDefinition> = words<InitializerDefinition>([]);
