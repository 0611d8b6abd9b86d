/** A value of an ONNX graph, and where its sides are in the network, whose channels come last. */
export interface Value {
  /** The layer or input that makes it. */
  name: string;
  /**
   * For each side of ONNX's, the side of the network's tensor; 0 is the batch. Null for a side of one that the network does
   * not have, as that of what was pooled.
   */
  sides: readonly (number | null)[];
  /** A layer that goes through a series, of which this is all steps. */
  series?: string;
}

/** As in the network: [batch, features], or [batch, steps, features]. */
export const sidesAsThey = (rank: number): number[] => Array.from({ length: rank }, (_, side) => side);

/** [batch, channels, height, width] of [batch, height, width, channels]. */
export const channelsFirst = (rank: number): number[] =>
  rank < 3 ? sidesAsThey(rank) : [0, rank - 1, ...sidesAsThey(rank - 2).map((side) => side + 1)];

export const rankOf = ({ sides }: Value): number => sides.filter((side) => side !== null).length;

/** An operator, or a form of one, that the language has no layer for. The message goes on from its name. */
export class Unsupported extends Error {}

export function only(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Unsupported(`: ${what}`);
}
