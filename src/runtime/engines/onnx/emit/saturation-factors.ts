/** Scale factors that saturate a following clip to [0, 1], turning a sign into 0 or 1. */

/** Largest float32: its product with any positive normal number is at least about 1. */
export const FLOAT32_MAX = 3.4028234663852886e38;

/** A power of two: scaling by it is exact, and does not overflow for values that occur. */
export const SATURATING_POWER_OF_TWO = 2 ** 64;
