/** Names are used in file names with a prefix or suffix; file systems allow 255 bytes. */
export const MAX_NAME_LENGTH = 100;
