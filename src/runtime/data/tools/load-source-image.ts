import { decodeImage, type DecodedImage } from './images/index.js';
import { SourceUnavailableError } from './source-unavailable.js';

/** An image file as bytes [height, width, channels]. */
export async function loadSourceImage(
  path: string,
  [height, width]: [number, number],
  channels: 1 | 3,
): Promise<DecodedImage> {
  try {
    return await decodeImage(path, [height, width, channels]);
  } catch (error) {
    throw new SourceUnavailableError(
      `${path} can't be read as an image: ${(error as Error).message}. Put a good copy in its place, or take it away.`,
    );
  }
}
