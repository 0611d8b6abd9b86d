import type { Spectrum } from './linear-algebra.js';

/** Says that values vary in fewer directions than they have numbers. */
export const rankNotice = (what: string, { rank, values }: Spectrum, consequence: string): string[] =>
  rank === values.length
    ? []
    : [`${what} vary in ${rank} of ${values.length} directions only; ${consequence}`];
