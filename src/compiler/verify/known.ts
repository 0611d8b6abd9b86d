import type { Dataset, Network } from '../program.js';

/** What a program declares. */
export interface Known {
  networks: ReadonlyMap<string, Network>;
  weights: ReadonlySet<string>;
  datasets: ReadonlyMap<string, Dataset>;
}

export type Say = (problem: string) => void;
