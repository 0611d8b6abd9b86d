/** Options of `lagraph apply`, as the command line gives them. */
export interface ApplyCommandOptions {
  output?: string;
  engine?: string;
  store?: string;
  crop?: boolean;
  batch?: number;
  json?: boolean;
}
