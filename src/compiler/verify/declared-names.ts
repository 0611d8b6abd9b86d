import type { Dataset, Network } from '../program.js';

/** Names declared by a program. */
export interface DeclaredNames {
  networks: ReadonlyMap<string, Network>;
  weights: ReadonlySet<string>;
  datasets: ReadonlyMap<string, Dataset>;
}

export type ReportViolation = (problem: string) => void;
