export type SymbolKind =
  | 'namespace'
  | 'parameter'
  | 'template'
  | 'loop variable'
  | 'profile'
  | 'data set'
  | 'member'
  | 'field'
  | 'split'
  | 'network'
  | 'model'
  | 'function'
  | 'argument'
  | 'input'
  | 'node'
  | 'layer'
  | 'wire'
  | 'loss'
  | 'metric'
  | 'update'
  | 'phase'
  | 'evaluation';

/** What a name in a graph stands for. */
export interface GraphSymbol {
  kind: SymbolKind;
  /** Of a part with its namespace: `digits.encoder`. An occurrence has the name behind the last dot. */
  name: string;
  /** The entry that it belongs to: the network of a layer, the data set that makes a field; empty for a section's own. */
  owner: string;
}

/** A place where a name is written. Offsets count UTF-16 code units. */
export interface Occurrence {
  symbol: GraphSymbol;
  start: number;
  end: number;
  /** Whether the name is declared here. */
  isDefinition: boolean;
}

export const symbolId = ({ kind, owner, name }: GraphSymbol): string => `${kind}\0${owner}\0${name}`;
