import type { Outcome } from '../diagnostics/index.js';
import type { Document } from './document.js';

export interface ReadOptions {
  /** `name=value` for parameters, `plan.link.on.batch_size=64` for anything else. */
  overrides: string[];
  profile?: string;
}

/** Text -> Document. */
export function readGraph(_text: string, _file: string, _options: ReadOptions): Outcome<Document> {
  throw new Error('not there yet');
}
