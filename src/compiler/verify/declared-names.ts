import type { Dataset, Network } from '../program.js';

/** What a program declares. */
export interface DeclaredNames {
  networks: ReadonlyMap<string, Network>;
  weights: ReadonlySet<string>;
  datasets: ReadonlyMap<string, Dataset>;
}

export type ReportViolation = (problem: string) => void;
