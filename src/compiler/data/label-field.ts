import type { Located } from '../../dsl/index.js';
import type { FieldType } from '../../vocabulary/index.js';
import { writableFieldNames, type DatasetField } from '../compiled-dataset.js';
import { reportUnknownName, type CompileContext } from '../compile-context.js';

/**
 * The type of a stored label, by its name. Undefined after an error, which is reported: `what` says what only a label
 * can do, "its classes can't be balanced".
 */
export function labelField(
  name: Located<string>,
  fields: ReadonlyMap<string, DatasetField>,
  what: string,
  context: CompileContext,
): FieldType | undefined {
  const field = fields.get(name.value);
  if (field?.type.role === 'label' && field.from.kind === 'stored') return field.type;
  const labels = [...fields].flatMap(([label, { type }]) => (type.role === 'label' ? [label] : []));
  const help = labels.length > 0 ? `its labels: ${labels.join(', ')}` : 'the data has no label';
  if ((!field || field.kept) && name.origin !== 'default') {
    reportUnknownName(context, name, {
      code: 'unknown-name',
      kind: 'field called',
      candidates: [writableFieldNames(fields)],
    });
  } else {
    context.report({
      code: 'bad-selection',
      message: `${field ? `\`${name.value}\` is no label` : `there is no field \`${name.value}\``}, so ${what}`,
      range: name.range,
      help: field || labels.length === 0 ? help : `say which label it is: by: ${labels[0]}`,
    });
  }
  return undefined;
}
