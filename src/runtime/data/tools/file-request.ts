import type { SourceLoaderTools } from '../../../vocabulary/index.js';

export type FileRequest = Parameters<SourceLoaderTools['file']>[0];
export type FoundFile = Awaited<ReturnType<SourceLoaderTools['file']>>;

/** Where files are looked for. */
export interface FileSearchPaths {
  /** Data directory, as a person named it. */
  directory?: string;
  /** The folder of the graph: relative paths that a graph names start here. */
  base: string;
  cache: string;
  /** Whether the network may be asked. */
  network: boolean;
}
