import type { Located } from '../../dsl/index.js';
import type { FieldType } from '../../vocabulary/index.js';
import { classNamesText, sameClassNames } from '../classes/index.js';
import type { CompileContext } from '../compile-context.js';

interface JoinedMember {
  name: string;
  /** Where the pair refers to its data set. */
  place: Located<string>;
  /** The field by which the pair is joined. */
  label: FieldType;
}

/** Names that are the class numbers themselves: `classes: [5, 6, 7]` of digits. */
const areClassNumberNames = (names: readonly string[]) => names.every((name) => /^(0|[1-9]\d*)$/.test(name));

/**
 * Aligns classes by name: for each member, maps each of its class numbers to a number that is the same in all
 * members. Members without names use their numbers as names if those with names do so. Undefined after an error.
 */
export function alignClassNumbers(
  members: readonly JoinedMember[],
  context: CompileContext,
): number[][] | 'as they are' | undefined {
  const first = members.find(({ label }) => label.classes);
  if (!first) return 'as they are';
  const names = first.label.classes!;
  const width = ({ label }: JoinedMember) => label.shape[0]!;
  for (const member of members) {
    const own = member.label.classes;
    if (own) {
      if (sameClassNames([...own].sort(), [...names].sort())) continue;
      context.report({
        code: 'class-mismatch',
        message:
          `classes are paired by their names, and those of the two differ: \`${first.place.value}\` has ` +
          `${classNamesText(names)}; \`${member.place.value}\` has ${classNamesText(own)}`,
        range: member.place.range,
        help: 'list the same names in both, in any order',
      });
      return undefined;
    }
    const beyond = areClassNumberNames(names)
      ? names.find((name) => Number(name) >= width(member))
      : undefined;
    if (beyond === undefined) continue;
    context.report({
      code: 'class-mismatch',
      message:
        `\`${first.place.value}\` has the classes ${classNamesText(names)}, and \`${member.place.value}\` has ` +
        `0 to ${width(member) - 1}: there is no ${beyond}`,
      range: member.place.range,
      help: 'classes whose names are numbers are paired by these numbers',
    });
    return undefined;
  }
  const numbers = new Map(
    names.map((name, number) => [name, areClassNumberNames(names) ? Number(name) : number]),
  );
  const tables = members.map(
    (member) =>
      member.label.classes?.map((name) => numbers.get(name)!) ??
      Array.from({ length: width(member) }, (_, number) => number),
  );
  return tables.every((table) => table.every((number, at) => number === at)) ? 'as they are' : tables;
}
