import type { Located } from '../../dsl/index.js';
import type { FieldType } from '../../vocabulary/index.js';
import { listed, sameNames } from '../classes/index.js';
import type { World } from '../world.js';

interface Member {
  name: string;
  /** Where the pair names its data set. */
  place: Located<string>;
  /** What the pair goes by. */
  label: FieldType;
}

/** Names that are the numbers of classes themselves: `classes: [5, 6, 7]` of digits. */
const areNumbers = (names: readonly string[]) => names.every((name) => /^(0|[1-9]\d*)$/.test(name));

/**
 * Classes are the same where their names are, whatever their numbers: for each member, a number for each of its classes
 * that is equal in all members. Members without names have numbers for names where those with names do. Undefined after
 * an error.
 */
export function commonClasses(
  members: readonly Member[],
  world: World,
): number[][] | 'as they are' | undefined {
  const first = members.find(({ label }) => label.classes);
  if (!first) return 'as they are';
  const names = first.label.classes!;
  const width = ({ label }: Member) => label.shape[0]!;
  for (const member of members) {
    const own = member.label.classes;
    if (own) {
      if (sameNames([...own].sort(), [...names].sort())) continue;
      world.report({
        code: 'class-mismatch',
        message:
          `classes are paired by their names, and those of the two differ: \`${first.place.value}\` has ` +
          `${listed(names)}; \`${member.place.value}\` has ${listed(own)}`,
        range: member.place.range,
        help: 'list the same names in both, in any order',
      });
      return undefined;
    }
    const beyond = areNumbers(names) ? names.find((name) => Number(name) >= width(member)) : undefined;
    if (beyond === undefined) continue;
    world.report({
      code: 'class-mismatch',
      message:
        `\`${first.place.value}\` has the classes ${listed(names)}, and \`${member.place.value}\` has ` +
        `0 to ${width(member) - 1}: there is no ${beyond}`,
      range: member.place.range,
      help: 'classes whose names are numbers are paired by these numbers',
    });
    return undefined;
  }
  const numbers = new Map(names.map((name, number) => [name, areNumbers(names) ? Number(name) : number]));
  const tables = members.map(
    (member) =>
      member.label.classes?.map((name) => numbers.get(name)!) ??
      Array.from({ length: width(member) }, (_, number) => number),
  );
  return tables.every((table) => table.every((number, at) => number === at)) ? 'as they are' : tables;
}
