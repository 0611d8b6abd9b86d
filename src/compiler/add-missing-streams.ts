import type { Network, Program, Weight } from './program.js';

type Unnamed<T extends { stream: string }> = Omit<T, 'stream'> & Partial<Pick<T, 'stream'>>;

/**
 * Completes a program that a version before `was` wrote: its streams are named by what they belong to. Networks and
 * their initial weights only, which is what a stored program is used for.
 */
export function addMissingStreams(program: Program): Program {
  const named = <T extends { name: string; stream: string }>({ stream, ...rest }: Unnamed<T>) =>
    ({ ...rest, stream: stream ?? (rest as { name: string }).name }) as unknown as T;
  return {
    ...program,
    networks: program.networks.map((network) => ({
      ...named<Network>(network),
      weights: network.weights.map((weight) => named<Weight>(weight)),
    })),
  };
}
