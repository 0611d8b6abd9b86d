/** Factors by which a sign becomes 0 or 1 as soon as the product is clipped. */

/** Largest float32: any normal number above 0 times this is 1 or more. */
export const FLOAT32_MAX = 3.4028234663852886e38;

/** A power of two: scaling by it is exact, and no number that occurs becomes infinite. */
export const SATURATING_POWER_OF_TWO = 2 ** 64;
