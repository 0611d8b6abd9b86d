/** Names are used in file names with a prefix or suffix; file systems allow 255 bytes. */
export const MAX_NAME_LENGTH = 100;

/** Of a name with the namespaces of parts before it: `digits.encoder`. */
export const MAX_FULL_NAME_LENGTH = 200;
