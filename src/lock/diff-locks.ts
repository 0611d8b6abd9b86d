import type { DataLock, LockedDataset } from './data-lock.js';

const DIGITS = 12;
const short = (sha256: string): string => sha256.slice(0, DIGITS);
const count = (value: number): string => value.toLocaleString('en');
const origin = ({ source, files }: LockedDataset): string => [source, ...files].join(' ');

export const contentDifference = (one: string, other: string): string =>
  `content ${short(one)} → ${short(other)}`;

/** What is otherwise in the second of two entries of one name; undefined if nothing is. */
export function datasetDifference(one: LockedDataset, other: LockedDataset): string | undefined {
  const parts: string[] = [];
  if (origin(one) !== origin(other)) parts.push(`${origin(one)} → ${origin(other)}`);
  if (one.simulated !== other.simulated)
    parts.push(other.simulated ? 'simulated now' : 'not simulated any more');
  const [before, after] = [one, other].map(
    ({ examples }) => new Map(examples.map(({ split, count: of }) => [split, of])),
  );
  for (const split of [...new Set([...before!.keys(), ...after!.keys()])].sort()) {
    const [was, is] = [before!.get(split), after!.get(split)];
    if (was !== is)
      parts.push(
        `${split} ${was === undefined ? 'none' : count(was)} → ${is === undefined ? 'none' : count(is)} examples`,
      );
  }
  if (one.sha256 !== other.sha256) parts.push(contentDifference(one.sha256, other.sha256));
  return parts.length > 0 ? parts.join(', ') : undefined;
}

/**
 * What is other data between two locks of a graph, one line for each data set, by names: `~ mnist: ...`, `+ signs: ...`,
 * `- hands`. None if both have the same data; runs and their figures are no data. A lock that is not there has none.
 */
export function diffLocks(one: DataLock | undefined, other: DataLock | undefined): string[] {
  const [before, after] = [one, other].map(
    (lock) => new Map((lock?.data ?? []).map((each) => [each.name, each])),
  );
  const data = [...new Set([...before!.keys(), ...after!.keys()])].sort().flatMap((name) => {
    const [was, is] = [before!.get(name), after!.get(name)];
    if (!is) return [`- ${name}`];
    if (!was) {
      const examples = is.examples.map(({ split, count: of }) => `${split} ${count(of)}`).join(', ');
      return [`+ ${name}: ${origin(is)}${is.simulated ? ', simulated' : ''}, ${examples} examples`];
    }
    const difference = datasetDifference(was, is);
    return difference === undefined ? [] : [`~ ${name}: ${difference}`];
  });
  return [...data, ...diffWeights(one, other)];
}

function diffWeights(one: DataLock | undefined, other: DataLock | undefined): string[] {
  const [before, after] = [one, other].map(
    (lock) => new Map((lock?.weights ?? []).map(({ file, sha256 }) => [file, sha256])),
  );
  return [...new Set([...before!.keys(), ...after!.keys()])].sort().flatMap((file) => {
    const [was, is] = [before!.get(file), after!.get(file)];
    if (is === undefined) return [`- ${file}`];
    if (was === undefined) return [`+ ${file}: weights ${short(is)}`];
    return was === is ? [] : [`~ ${file}: ${contentDifference(was, is)}`];
  });
}
