import type { FieldType, RuleResult, Shape } from '../../definition-types.js';
import { isImageShape } from '../../tensor-shape.js';
import type { FieldArguments } from './field-arguments.js';

type Classes = NonNullable<FieldArguments['classes']>;

/** Names of classes as files may have them; null where only their number is known. */
export const classNamesOf = (classes: Classes): string[] | null =>
  typeof classes === 'number' ? null : classes.map((name) => String(name).normalize('NFC'));

/** The type of a field of a file. `shape`: what it is if the graph does not say. */
export function declareField(
  name: string,
  field: FieldArguments,
  shape: Shape | undefined,
): RuleResult<FieldType> {
  const problem = (what: string, key: keyof FieldArguments, hint?: string): RuleResult<FieldType> => ({
    ok: false,
    problem: what,
    argument: 'fields',
    keys: [name, key],
    ...(hint === undefined ? {} : { hint }),
  });
  const { classes, range, type = 'float32', missing } = field;
  if (classes !== undefined) {
    const names = classNamesOf(classes);
    for (const key of ['shape', 'range', 'type'] as const) {
      if (field[key] !== undefined)
        return problem(`\`${name}\` has classes, so it has no \`${key}\`: it becomes one-hot rows`, key);
    }
    if (typeof missing === 'number') {
      return problem(
        `\`${name}\` has classes, and none of them is the number ${missing}`,
        'missing',
        'missing: skip leaves out examples without a class',
      );
    }
    if (names && new Set(names).size !== names.length)
      return problem(`two classes of \`${name}\` have the same name`, 'classes');
    const count = names?.length ?? (classes as number);
    const label: FieldType = { shape: [count], dtype: 'float32', role: 'label' };
    return { ok: true, value: names ? { ...label, classes: names } : label };
  }
  if (range && range[0] === range[1])
    return problem(`\`range\` of \`${name}\` is empty: both ends are ${range[0]}`, 'range');
  if (range && type === 'int32') {
    return problem(
      `\`${name}\` is int32, so its numbers stay as they are`,
      'range',
      'leave out `range`, or `type`',
    );
  }
  if (typeof missing === 'number' && type === 'int32' && !Number.isInteger(missing))
    return problem(`\`${name}\` is int32, and ${missing} is no whole number`, 'missing');
  const own = field.shape ?? shape;
  if (!own) {
    return problem(
      `\`${name}\` needs a shape: shapes are known before any file is read`,
      'shape',
      'write shape: [...], that of one example, or classes if it is a label; lagraph data inspect FILE prints it',
    );
  }
  return { ok: true, value: { shape: own, dtype: type, role: isImageShape(own) ? 'image' : 'value' } };
}
