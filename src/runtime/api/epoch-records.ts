/** The metrics of one epoch: `loss`, metrics by name, and those of the validation with the prefix `val.`. */
export interface EpochRecord {
  /** From 1. */
  epoch: number;
  seconds: number;
  metrics: Record<string, number>;
}

/** An epoch (from 1), and its value of the monitored metric. */
export interface BestEpoch {
  epoch: number;
  value: number;
}

/** A phase was ended by `stop_early`: after which of how many epochs, and the best epoch by the monitored metric. */
export interface EarlyStop {
  epoch: number;
  of: number;
  figure: string;
  best: BestEpoch | null;
}
