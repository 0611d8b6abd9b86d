/** Bytes that this process has held in memory at most (its resident set). */
export const peakMemory = (): number => process.resourceUsage().maxRSS * 1024;
