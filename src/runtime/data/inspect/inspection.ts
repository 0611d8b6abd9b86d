/** What a data file holds. */
export interface FileInspection {
  format: 'csv' | 'parquet' | 'npz' | 'npy' | 'hdf5' | 'safetensors';
  /** Rows of a table; null for arrays, each of which has its own. */
  rows: number | null;
  /** How the text of a csv file is read; null for other formats. */
  csv: CsvForm | null;
  /** Columns of a table, or arrays. */
  parts: InspectedPart[];
}

export interface CsvForm {
  separator: string;
  header: boolean;
  skip_lines: number;
  decimal: '.' | ',';
  encoding: 'utf-8' | 'utf-16le' | 'latin1';
}

export interface InspectedPart {
  name: string;
  /** The type as the format calls it; of csv `number`, `truth` or `text`. */
  type: string;
  /** Of an array, or of the list in each cell: the shape of one example is this without the first side. */
  shape: number[] | null;
  kind: 'number' | 'text' | 'truth' | 'unreadable';
  /** Why it can't be read; null if it can. */
  problem: string | null;
  minimum: number | null;
  maximum: number | null;
  mean: number | null;
  deviation: number | null;
  /** Whether all numbers are whole. */
  isWhole: boolean;
  /** Values that are missing: empty cells, NaN. */
  missing: number;
  /** Infinite numbers, which can't be trained with. They are in no other figure. */
  infinite: number;
  /** The different values, in order, if there are few of them; null if there are more than are kept. */
  values: (string | number)[] | null;
  /** How often each of the values occurs. */
  counts: number[] | null;
}
