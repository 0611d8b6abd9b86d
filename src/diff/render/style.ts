/** How a diff looks in text. */
export interface DiffStyle {
  /** Escape sequences for the terminal. */
  colour?: boolean;
  /** Arrows and marks beyond ASCII; true by default. */
  unicode?: boolean;
  /** Whether to tell what is trained and what is kept; true by default. */
  cost?: boolean;
  /** The newer graph, as messages call it: with it, what stands in a part is told with its file. */
  file?: string;
}
