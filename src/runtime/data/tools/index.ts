/** Tools that the runtime provides to the loaders of data sources. Slow libraries are loaded at their first use. */
import type { SourceLoaderTools } from '../../../vocabulary/index.js';
import type { DataOptions } from '../../api/index.js';
import { cacheDirectory } from '../../store/index.js';
import { DEFAULT_RETRY_POLICY, sha256OfParts, type RetryPolicy } from '../../download/index.js';
import { findDirectory } from './find-directory.js';
import { simulatorDraws } from './simulator-draws.js';
import { findFile } from './find-file.js';
import { gunzipIdx, decompressAhead } from './gunzip-idx.js';
import { fileReaders } from './file-readers.js';
import { decodeIdx } from './decode-idx.js';
import { loadSourceImage } from './load-source-image.js';
import type { FileSearchPaths } from './file-request.js';
import { SourceUnavailableError } from './source-unavailable.js';

export { decodeImage, type ImageShape } from './images/index.js';
export { SourceUnavailableError };

function noNetworkReason({ offline, surveyed }: DataOptions): string | null {
  if (offline) return 'is not asked, as --offline says';
  return surveyed ? 'is not asked any more; it was when the run began' : null;
}

/**
 * Tools for one graph. `base` is the folder that contains it; `notice` receives messages for users: downloads, files
 * whose content does not match their name.
 */
export function sourceTools(
  options: DataOptions,
  base: string | undefined,
  notice: (message: string) => void,
  policy: Partial<RetryPolicy> = {},
): SourceLoaderTools {
  const places: FileSearchPaths = {
    directory: options.directory,
    base: base ?? options.base ?? '.',
    cache: options.cache ?? cacheDirectory(),
    noNetwork: noNetworkReason(options),
  };
  return {
    async file(request) {
      const found = await findFile(request, places, { ...DEFAULT_RETRY_POLICY, ...policy }, notice);
      await decompressAhead(found.bytes);
      return found;
    },
    directory: (name) => findDirectory(name, places),
    unusable: (message) => new SourceUnavailableError(message),
    gunzip: gunzipIdx,
    idx: decodeIdx,
    ...fileReaders,
    image: loadSourceImage,
    draws: simulatorDraws,
    sha256: sha256OfParts,
    progress: notice,
  };
}
