import { words } from '../words.js';
import type { LayerDefinition } from '../types.js';

export const layers: ReadonlyMap<string, LayerDefinition> = words<LayerDefinition>([]);
