/** The settings of git that make lagraph its driver for graphs. */

export interface Setting {
  name: string;
  value: string;
}

/** A row of commands that a shell tries, one after the other. */
const quoted = (commands: readonly string[]): string => commands.map((command) => `"${command}"`).join(' ');

/**
 * git keeps "ours" without a marker if a merge driver is missing or ends with an error. So lagraph's exit code counts only
 * if it is 0, or 1 with markers in the file: in all other cases git merges the lines.
 */
export const mergeDriver = (commands: readonly string[]): string =>
  `sh -c 'for lagraph in ${quoted(commands)}; do command -v "$lagraph" >/dev/null 2>&1 || continue; "$lagraph" merge --driver "$@"; s=$?; if [ $s = 0 ] || { [ $s = 1 ] && grep -q "^<<<" "$2"; }; then exit $s; fi; done; exec git merge-file --marker-size="$4" "$2" "$1" "$3"' -- %O %A %B %L %P`;

/** git ends where a diff driver fails: a missing lagraph, or one that fails, shows the lines. */
export const diffCommand = (commands: readonly string[]): string =>
  `sh -c 'for lagraph in ${quoted(commands)}; do command -v "$lagraph" >/dev/null 2>&1 && "$lagraph" diff --driver "$@" && exit 0; done; git --no-pager diff --no-ext-diff --no-index -- "$2" "$5"; exit 0' --`;

/** Lines that name what a hunk is in: sections, and the networks, models, phases and so on in them. */
const FUNCTION_NAME = '^(([A-Za-z_]|  [A-Za-z_])[A-Za-z0-9_]*:.*)$';

export const driverSettings = (commands: readonly string[], withDiff: boolean): Setting[] => [
  { name: 'merge.lagraph.name', value: 'graphs, by what they mean' },
  { name: 'merge.lagraph.driver', value: mergeDriver(commands) },
  { name: 'diff.lagraph.xfuncname', value: FUNCTION_NAME },
  ...(withDiff ? [{ name: 'diff.lagraph.command', value: diffCommand(commands) }] : []),
];

/** Names of all settings, and whether a value is one that lagraph wrote. */
export const OWN_SETTINGS: readonly { name: string; isOwn: (value: string) => boolean }[] = [
  { name: 'merge.lagraph.name', isOwn: (value) => value === driverSettings([], false)[0]!.value },
  { name: 'merge.lagraph.driver', isOwn: (value) => value.startsWith("sh -c 'for lagraph in ") },
  { name: 'diff.lagraph.xfuncname', isOwn: (value) => value === FUNCTION_NAME },
  { name: 'diff.lagraph.command', isOwn: (value) => value.startsWith("sh -c 'for lagraph in ") },
];
