import type { LayerDefinition, ResolvedArguments } from './definition-types.js';

/** Whether a layer with these arguments draws in training, and is another in inference. */
export const drawsNoise = ({ noise }: LayerDefinition, args: ResolvedArguments): boolean =>
  typeof noise === 'function' ? noise(args) : noise === true;
