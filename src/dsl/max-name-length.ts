/** Names become names of files, with something before or behind them; file systems allow 255 bytes. */
export const MAX_NAME_LENGTH = 100;
