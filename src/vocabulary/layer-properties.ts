import type { LayerDefinition, ResolvedArguments } from './definition-types.js';

const holds = (
  property: true | ((args: ResolvedArguments) => boolean) | undefined,
  args: ResolvedArguments,
): boolean => (typeof property === 'function' ? property(args) : property === true);

/** Whether a layer with these arguments draws in training, and is another in inference. */
export const drawsNoise = ({ noise }: LayerDefinition, args: ResolvedArguments): boolean =>
  holds(noise, args);

/** Whether no gradient passes through a layer with these arguments to its inputs. */
export const stopsGradient = ({ stopsGradient: stops }: LayerDefinition, args: ResolvedArguments): boolean =>
  holds(stops, args);
