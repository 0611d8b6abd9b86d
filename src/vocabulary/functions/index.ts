import { words } from '../words.js';
import type { FunctionDefinition } from '../types.js';

export const functions: ReadonlyMap<string, FunctionDefinition> = words<FunctionDefinition>([]);
