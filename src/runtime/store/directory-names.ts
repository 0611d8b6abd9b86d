/** Names that Windows reserves for devices, in any case. */
const RESERVED_DEVICE_NAMES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * Folders of networks or models, by name: the name itself, unless a file system could confuse it with an earlier one
 * or with a device. No name contains `~`.
 *
 * @param names in the program's order, which says who is earlier
 */
export function uniqueDirectoryNames(names: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Map<string, number>();
  return new Map(
    names.map((name) => {
      const plain = name.toLowerCase();
      const earlier = taken.get(plain) ?? (RESERVED_DEVICE_NAMES.test(name) ? 1 : 0);
      taken.set(plain, earlier + 1);
      return [name, earlier === 0 ? name : `${name}~${earlier}`];
    }),
  );
}
