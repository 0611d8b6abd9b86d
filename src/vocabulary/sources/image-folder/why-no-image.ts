import { extensionOf } from '../folders/index.js';

/** Extensions of the image formats that are read; the content decides which format a file has. */
const READ_EXTENSIONS = /\.(jpe?g|jpe|jfif|a?png|webp|gif|tiff?|avif|bmp|dib|p[bgpn]m)$/i;
/** Image formats that are common but not supported. */
const UNSUPPORTED_EXTENSIONS =
  /\.(heic|heif|jp2|j2k|jxl|svg|psd|raw|dng|cr2|cr3|nef|arw|ico|tga|exr|hdr|pdf)$/i;

/** Why a file is ignored; undefined if it is an image. */
export function whyNoImage(name: string): string | undefined {
  if (READ_EXTENSIONS.test(name)) return undefined;
  const ending = extensionOf(name);
  if (UNSUPPORTED_EXTENSIONS.test(name)) return `${ending} (not read: convert them to JPEG or PNG)`;
  return ending === '' ? 'without an ending' : ending;
}
