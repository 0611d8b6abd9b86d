import type { Located } from '../dsl/index.js';

/** The name that a declaration has in the names of its streams: the one it had before, if it says so. */
export const streamName = ({ name, was }: { name: Located<string>; was: Located<string> | null }): string =>
  (was ?? name).value;
