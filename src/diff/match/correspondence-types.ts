import type { NetworkSplit } from './network-splits.js';
import type { NameMap } from './pair-names.js';

/** What of one program A is what of another, B. */
export interface Correspondence {
  networks: NameMap;
  models: NameMap;
  datasets: NameMap;
  /** For each data set of A by its name in B: fields that it adds and members of its pair, by their old names. */
  fields: Map<string, NameMap>;
  phases: NameMap;
  evaluations: NameMap;
  params: NameMap;
  /** Networks of A that are several of B. */
  splits: NetworkSplit[];
  /** Networks of B that are several of A. */
  joins: NetworkSplit[];
}
