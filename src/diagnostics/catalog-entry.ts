export interface CatalogEntry {
  /** The error in a few words. */
  title: string;
  /** 2 to 8 lines: why it is refused and what to do, with a small wrong and right example. */
  explanation: string;
}
