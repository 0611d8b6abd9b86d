/** One epoch's figures: `loss`, metrics by name, and the same with `val.` before them. */
export interface EpochRecord {
  /** From 1. */
  epoch: number;
  seconds: number;
  metrics: Record<string, number>;
}

/** An epoch (from 1), and the value of the figure that it is the best by. */
export interface BestEpoch {
  epoch: number;
  value: number;
}

/** That a phase was ended by `stop_early`: after which of how many epochs, and the best by the figure that it watched. */
export interface EarlyStop {
  epoch: number;
  of: number;
  figure: string;
  best: BestEpoch | null;
}
