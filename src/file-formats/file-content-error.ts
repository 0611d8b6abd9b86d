/** A file that exists and can't be used. The message is for users; it begins with the path. */
export class FileContentError extends Error {
  override name = 'FileContentError';

  /**
   * @param message one or more sentences
   * @param remedy what to do, as a sentence of its own behind them
   */
  constructor(
    message: string,
    readonly remedy: string | null = null,
  ) {
    super(remedy === null ? message : `${message} ${remedy}`);
  }

  /** What is wrong, without its remedy and without the full stop of its last sentence. */
  get problem(): string {
    const { message, remedy } = this;
    return (remedy === null ? message : message.slice(0, -remedy.length - 1)).replace(/\.$/, '');
  }
}

/** `wrong` continues the sentence after the path. */
export const damagedFile = (path: string, wrong: string): FileContentError =>
  new FileContentError(`${path} ${wrong}.`, 'Put a good copy in its place.');
