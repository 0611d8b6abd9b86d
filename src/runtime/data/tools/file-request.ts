import type { SourceLoaderTools } from '../../../vocabulary/index.js';

export type FileRequest = Parameters<SourceLoaderTools['file']>[0];
export type FoundFile = Awaited<ReturnType<SourceLoaderTools['file']>>;

/** Where files are searched. */
export interface FileSearchPaths {
  /** Data directory, as the user specified it. */
  directory?: string;
  /** The folder of the graph: base of relative paths in the graph. */
  base: string;
  cache: string;
  /** Why nothing is downloaded, as it ends `network: `; null if downloads are allowed. */
  noNetwork: string | null;
}
