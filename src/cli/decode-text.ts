import { UserError } from './user-error.js';

/**
 * Decodes a text file: UTF-8, or UTF-16 with a byte order mark. The mark is not part of the result.
 *
 * @param fileName name of the file in messages
 * @throws UserError if the bytes are valid in neither encoding
 */
export function decodeText(bytes: Uint8Array, fileName: string): string {
  const encoding = detectEncoding(bytes);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(
      `${fileName}: this is no text in ${encoding.toUpperCase()}, ${firstInvalidLine(bytes, encoding)}`,
      {
        hint: 'save the file as UTF-8',
      },
    );
  }
}

function detectEncoding([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

function firstInvalidLine(bytes: Uint8Array, encoding: string): string {
  const text = new TextDecoder(encoding).decode(bytes);
  const before = text.slice(0, Math.max(0, text.indexOf('\ufffd')));
  return `from line ${before.split('\n').length} on`;
}
