export interface CatalogEntry {
  /** What is wrong, in a few words. */
  title: string;
  /** 2 to 8 lines: why it is refused and what to do, with a small bad and good example. */
  explanation: string;
}
