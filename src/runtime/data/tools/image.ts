import { decodeImage } from './decode-image.js';
import { SourceUnavailable } from './unavailable.js';

/** An image file as bytes [height, width, channels]. */
export async function image(
  path: string,
  [height, width]: [number, number],
  channels: 1 | 3,
): Promise<Uint8Array> {
  try {
    return await decodeImage(path, [height, width, channels]);
  } catch (error) {
    const [reason] = (error as Error).message.split('\n');
    throw new SourceUnavailable(
      `${path} can't be read as an image: ${reason}. Put a good copy in its place, or take it away.`,
    );
  }
}
