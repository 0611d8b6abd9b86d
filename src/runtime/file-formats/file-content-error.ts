/** A file that exists and can't be used. The message is for users; it begins with the path. */
export class FileContentError extends Error {
  override name = 'FileContentError';
}

/** `wrong` continues the sentence after the path. */
export const damagedFile = (path: string, wrong: string): FileContentError =>
  new FileContentError(`${path} ${wrong}. Put a good copy in its place.`);
