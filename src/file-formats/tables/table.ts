/** A table: rows of cells, with a name for each column. */
export interface Table {
  columns: readonly TableColumn[];
  /**
   * Calls `each` for every row in order, with its cells of the columns `wanted`, in their order. A cell of csv is a text,
   * or null where there is none; of Parquet a number, bigint, boolean, text, null, list, or something else. `row` is
   * counted from 1; `line` is that of the file, if it has lines.
   */
  rows(wanted: readonly number[], each: RowVisitor): Promise<void>;
}

export type RowVisitor = (cells: readonly unknown[], row: number, line: number | null) => void;

export interface TableColumn {
  name: string;
  /** As its format calls it; `text` in csv. */
  type: string;
}
