import type { CompletionItemKind } from 'vscode-languageserver';

/** Something that could be written at the cursor. */
export interface Candidate {
  name: string;
  /** Inserted instead of the name. */
  insert?: string;
  kind: CompletionItemKind;
  detail?: string;
  /** Markdown. */
  documentation?: string;
  /** Lower ones come first; by default 0. */
  order?: number;
  /** Whether a parenthesis follows it. */
  isCall?: boolean;
}
