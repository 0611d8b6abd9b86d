/** What the runtime lends to the loaders of data sources. Libraries that take time to load are loaded when called. */
import type { SourceTools } from '../../../vocabulary/index.js';
import type { DataOptions } from '../../options.js';
import { cacheDirectory } from '../../cache-directory.js';
import { PATIENCE, sha256, type Patience } from '../../download/index.js';
import { findDirectory } from './directory.js';
import { draws } from './draws.js';
import { findFile } from './find.js';
import { gunzip, unpackAhead } from './gunzip.js';
import { hdf5 } from './hdf5.js';
import { idx } from './idx.js';
import { image } from './image.js';
import type { Places } from './request.js';
import { SourceUnavailable } from './unavailable.js';

export { decodeImage, type ImageShape } from './images/index.js';
export { SourceUnavailable };

/**
 * Tools for one graph. `base` is the folder that it lies in; `notice` hears what a person should know: downloads, files
 * that are not what they are named after.
 */
export function sourceTools(
  options: DataOptions,
  base: string | undefined,
  notice: (message: string) => void,
  patience: Partial<Patience> = {},
): SourceTools {
  const places: Places = {
    directory: options.directory,
    base: base ?? options.base ?? '.',
    cache: options.cache ?? cacheDirectory(),
    network: !options.surveyed,
  };
  return {
    async file(request) {
      const found = await findFile(request, places, { ...PATIENCE, ...patience }, notice);
      await unpackAhead(found.bytes);
      return found;
    },
    directory: (name) => findDirectory(name, places),
    unusable: (message) => new SourceUnavailable(message),
    gunzip,
    idx,
    hdf5,
    image,
    draws,
    sha256,
    progress: notice,
  };
}
