import { fileURLToPath, pathToFileURL } from 'node:url';

/** The file as messages name it. */
export function fileOf(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch {
    return uri;
  }
}

/** The address of a file; what is an address already stays as it is. */
export const uriOf = (file: string): string =>
  /^[a-z][a-z0-9+.-]+:/i.test(file) ? file : pathToFileURL(file).href;
