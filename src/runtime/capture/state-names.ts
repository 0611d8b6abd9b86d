/**
 * Names of what lives in a session between steps and in checkpoints. A weight goes by its own name, which begins as names
 * of a graph do: with a letter or an underscore. All others begin with `@` and say what they are, so that nothing that a
 * graph's names may be makes two of them meet: a network may be called as an update, its layer as a slot.
 */

/** One part of a name: no part holds what stands between parts. */
const part = (name: string): string => name.replace(/[%/]/g, encodeURIComponent);

/** How often an update has run. */
export const counterStateName = (update: string): string => `@counter/${part(update)}`;

/** What an update's optimizer keeps for a weight. */
export const slotStateName = (update: string, slot: string, weight: string): string =>
  `@slot/${part(update)}/${part(slot)}/${weight}`;

/** A weight by the places of its network in the phase's fingerprint, and of itself in the network. */
export const weightPlaceName = (network: number, weight: number): string => `@place/${network}/${weight}`;

const BEST = '@best/';

/** A weight of the best epoch, in a checkpoint. */
export const bestWeightStateName = (weight: string): string => `${BEST}${weight}`;

/** The weight that is the best epoch's under this name; undefined for any other state. */
export const weightOfBestStateName = (name: string): string | undefined =>
  name.startsWith(BEST) ? name.slice(BEST.length) : undefined;
