/** Names that Windows keeps for devices, in any case. */
const RESERVED_DEVICE_NAMES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * Folders that networks or models lie in, by name: the name itself, but where a file system could not tell it from an
 * earlier one's or from a device's. `~` is in no name.
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
