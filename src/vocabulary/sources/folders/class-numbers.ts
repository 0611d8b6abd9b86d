import type { SourceLoaderTools } from '../../definition-types.js';

/** Maximum number of classes listed in a message. */
const MAX_LISTED_CLASSES = 20;

const classListText = (names: readonly string[]) =>
  `${names.slice(0, MAX_LISTED_CLASSES).join(', ')}${names.length > MAX_LISTED_CLASSES ? ' ...' : ''}`;

/**
 * The class number of each file. Throws if one is of none, and tells which classes have none.
 *
 * @param what the files are: `pictures`
 */
export function classNumbersOf(
  folder: string,
  files: readonly { file: string; label: string }[],
  classNames: readonly string[],
  what: string,
  tools: SourceLoaderTools,
): Int32Array {
  const numbers = new Map(classNames.map((name, number) => [name, number]));
  const classes = Int32Array.from(files, ({ file, label }) => {
    // macOS file systems decompose accented letters (NFD).
    const number = numbers.get(label.normalize('NFC'));
    if (number !== undefined) return number;
    throw tools.unusable(
      `${folder}/${file} is of the class ${label}, which is none of classes: [${classListText(classNames)}]. ` +
        'Add it there, or take the file away.',
    );
  });
  const there = new Set(classes);
  const empty = classNames.filter((_, number) => !there.has(number));
  if (empty.length > 0) tools.progress(`${folder} has no ${what} of the classes ${classListText(empty)}.`);
  return classes;
}
